export { Integration, INTEGRATION_STATUSES, INTEGRATION_TYPES, IntegrationListResponse, IntegrationResponse } from './integration.js';
export { IntegrationCreateBody, IntegrationUpdateBody } from './integration-body.js';
