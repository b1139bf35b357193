// What this package adds to the tables, oldest first.
export { ApiKeys1764000003000 } from './migrations/1764000003000-api-keys.js';
export { SealedKeySecrets1764000017000 } from './migrations/1764000017000-sealed-key-secrets.js';
export { NoPlainKeySecrets1764000019000 } from './migrations/1764000019000-no-plain-key-secrets.js';
export { ServiceAccountKeys1764000026110 } from './migrations/1764000026110-service-account-keys.js';
