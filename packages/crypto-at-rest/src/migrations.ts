// What this package adds to the tables, oldest first.
export { RootKeys1764000013000 } from './migrations/1764000013000-root-keys.js';
export { DataKeys1764000013100 } from './migrations/1764000013100-data-keys.js';
export { DestroyedKeys1764000022000 } from './migrations/1764000022000-destroyed-keys.js';
export { RootKeyRotation1764000024000 } from './migrations/1764000024000-root-key-rotation.js';
export { TenantKeyRotation1764000025000 } from './migrations/1764000025000-tenant-key-rotation.js';
