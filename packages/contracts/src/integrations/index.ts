export { Integration, INTEGRATION_STATUSES, INTEGRATION_TYPES, IntegrationListResponse, IntegrationResponse } from './integration.js';
export { IntegrationCreateBody, IntegrationUpdateBody } from './integration-body.js';
export {
  IntegrationApiKey, IntegrationApiKeyCreateBody, IntegrationApiKeyListResponse, IntegrationApiKeyResponse,
} from './integration-key.js';
