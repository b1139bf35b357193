import type { TenantId } from '@parley/crypto-at-rest';
import type { Database } from '@parley/persistence';
import type { ErasedKey, ErasedSubject } from './erasure.js';

/** Who destroys keys: crypto-at-rest's KeyDestroyer. Both may be killed and repeated at any point. */
export interface KeyDestruction {
  /** Answers the keys that are gone, once no process remembers one. */
  destroy(db: Database, tenant: TenantId, subjects: readonly ErasedSubject[], options: { signal: AbortSignal }): Promise<readonly ErasedKey[]>;
  /** The same of all keys of a tenant. */
  destroyTenant(db: Database, tenant: TenantId, options: { signal: AbortSignal }): Promise<readonly ErasedKey[]>;
}
