import type { Database, ScopedSql, Sql } from '@parley/persistence';
import { CryptoFault } from '../crypto-fault.js';
import { evictedEverywhere, writeEviction } from '../evictions/evictions.js';
import type { KeyStore } from '../key-store/key-store.js';
import { ownerName } from '../keys/data-keys.js';
import { keyIdOf } from '../keys/former-keys.js';
import type { KeyCache } from '../keys/key-cache.js';
import { shardNames, unavailable } from '../keys/shard-key.js';
import type { TenantId } from '../keys/subject.js';
import { zeroTenantKeys, type TenantKeys } from '../keys/tenant-keys.js';
import { DESTROYED, DURABLE, EMPTY_TENANT, LOCK_SHARDS, MARK_SHARD, NOTE_KEYS, REMOVE_KEYS, REMOVE_SHARDS, REMOVE_SOME_KEYS, SHARDS_OF_SUBJECTS } from './destroying.queries.js';
import { erases, type DestroyedKey, type ErasedSubject } from './erased-subject.js';
import { moveShard } from './move-shard.js';
import { erasedKeys, openShard, zeroShard, type ErasedKey } from './opened-shard.js';
import { withShard } from './with-shard.js';

/** Ends a wait early. */
export interface Abortable {
  readonly signal: AbortSignal;
}

/**
 * Destroys keys for good: once it answers, no copy of the database that was made before opens what they sealed, and no
 * process remembers them. Whoever calls it has seen to it that nothing is sealed under them any more.
 */
export class KeyDestroyer {
  constructor(
    private readonly store: KeyStore,
    private readonly tenants: TenantKeys,
    private readonly cache: KeyCache,
  ) {}

  /**
   * Destroys the keys of subjects, and answers those that are gone, also after it was killed or ran before. Their shards'
   * other keys are wrapped anew; where one of those does not open, its CryptoFault is raised and that shard stays as it
   * was. Raises `service_unavailable` when the key store or the root key cannot be had. All may be tried again.
   */
  async destroy(db: Database, tenant: TenantId, subjects: readonly ErasedSubject[], { signal }: Abortable): Promise<readonly DestroyedKey[]> {
    const sql = db.patient().system();
    const asked = [tenant, subjects.map(({ subject }) => subject), subjects.map(({ throughGeneration }) => throughGeneration ?? null)];
    for (let shards = await this.shards(sql, asked); shards.length > 0; shards = await this.shards(sql, asked)) {
      for (const shardId of shards) {
        signal.throwIfAborted();
        await this.destroyIn(sql, tenant, shardId, subjects);
      }
    }
    await evictedEverywhere(sql, tenant, signal);
    return this.gone(sql, asked);
  }

  /**
   * The same of a tenant: its own key, and all below it. Nobody makes a key for it again.
   */
  async destroyTenant(db: Database, tenant: TenantId, { signal }: Abortable): Promise<readonly DestroyedKey[]> {
    const sql = db.patient().system();
    await sql.transaction(async (tx) => {
      await tx.query(DURABLE);
      await this.noteTenant(tx, tenant);
    });
    await sql.transaction(async (tx) => {
      for (const step of [LOCK_SHARDS, EMPTY_TENANT, REMOVE_SHARDS]) await tx.query(step, [tenant]);
      await writeEviction(tx, tenant, undefined);
    });
    for (const name of await this.store.list(tenant).catch(unavailable)) {
      signal.throwIfAborted();
      await this.store.destroy(name).catch(unavailable);
    }
    while ((await sql.query(REMOVE_SOME_KEYS, [tenant])).length > 0) signal.throwIfAborted();
    this.cache.evictTenant(tenant);
    await evictedEverywhere(sql, tenant, signal);
    return this.gone(sql, [tenant, ['*'], [null]]);
  }

  private async noteTenant(tx: Sql, tenant: TenantId): Promise<void> {
    const keys = await this.tenants.all(tx, tenant).catch(unlessClosed);
    // The eldest is the first generation.
    const known = keys ? [...keys.former.toReversed(), keys.key].map(keyIdOf) : [null];
    await note(tx, tenant, known.map((keyId, index) => ({ subject: '*', generation: index + 1, keyId })));
    if (keys) zeroTenantKeys(keys);
  }

  private async gone(sql: Sql, asked: readonly unknown[]): Promise<DestroyedKey[]> {
    const gone = await sql.query<{ subject: DestroyedKey['subject']; generation: number; key_id: string | null }>(DESTROYED, asked);
    return gone.map(({ subject, generation, key_id: keyId }) => ({ subject, generation, keyId }));
  }

  private async shards(sql: Sql, asked: readonly unknown[]): Promise<string[]> {
    return (await sql.query<{ shard_id: string }>(SHARDS_OF_SUBJECTS, asked)).map(({ shard_id: id }) => id);
  }

  /** Ids are known only while the keys open: they are written down before. */
  private async destroyIn(sql: ScopedSql, tenant: TenantId, shardId: string, subjects: readonly ErasedSubject[]): Promise<void> {
    const isErased = erases(subjects);
    await sql.transaction(async (tx) => {
      await tx.query(DURABLE);
      await withShard(tx, tenant, this.tenants, shardId, async (shard, keys) => {
        const opened = await openShard(tx, this.store, tenant, keys, shard);
        await note(tx, tenant, erasedKeys(opened, isErased));
        await tx.query(MARK_SHARD, [tenant, shardId]);
        zeroShard(opened);
      });
    });
    const names = await sql.transaction((tx) => withShard(tx, tenant, this.tenants, shardId, async (shard, keys) => {
      const { epoch, gone } = await moveShard(tx, this.store, tenant, shard, keys, isErased);
      await note(tx, tenant, gone);
      await tx.query(REMOVE_KEYS, [tenant, gone.map(({ subject }) => subject), gone.map(({ generation }) => generation)]);
      const forgotten = [...subjects.map(({ subject }) => ownerName({ tenant, subject })), ...shardNames(tenant, shard, epoch)];
      await writeEviction(tx, tenant, forgotten);
      return forgotten;
    }));
    this.cache.evict(names);
  }
}

const note = (tx: Sql, tenant: TenantId, keys: readonly ErasedKey[]): Promise<unknown> =>
  tx.query(NOTE_KEYS, [tenant, keys.map(({ subject }) => subject), keys.map(({ generation }) => generation), keys.map(({ keyId }) => keyId)]);

/** A tenant's key that does not open is destroyed all the same. */
function unlessClosed(fault: unknown): undefined {
  if (fault instanceof CryptoFault) return undefined;
  throw fault;
}
