export { ApiKeysService, type ApiKey } from './api-keys/api-keys.service.js';
export { AuthModule } from './auth.module.js';
export type { AuthenticatedRequest } from './credentials/authenticated-request.js';
export { CredentialsGuard } from './credentials/credentials.guard.js';
export { ApiKeys1764000003000 } from './migrations/1764000003000-api-keys.js';
