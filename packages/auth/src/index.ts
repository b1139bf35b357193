export { ApiKeysService, type ApiKey } from './api-keys/api-keys.service.js';
export { AuthModule } from './auth.module.js';
export type { AuthenticatedRequest } from './credentials/authenticated-request.js';
export { CredentialsGuard } from './credentials/credentials.guard.js';
export { presentedKey } from './credentials/presented-key.js';
export { SEAL_KEY_SECRETS } from './api-keys/seal-plain-secrets.js';
