export type { DefaultResponder } from './default-responder.js';
export { IntegrationListResponse, IntegrationResponse, type Integration, type IntegrationCreateBody } from './integration.js';
export { INTEGRATION_CONTRACTS, integrationUnion } from './integration-contracts.js';
export type { IntegrationError } from './integration-error.js';
export { INTEGRATION_STATUSES, INTEGRATION_TYPES, type IntegrationType } from './integration-types.js';
export {
  IntegrationApiKey, IntegrationApiKeyCreateBody, IntegrationApiKeyListResponse, IntegrationApiKeyResponse,
} from './integration-key.js';
