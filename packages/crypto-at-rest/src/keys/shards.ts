import { randomBytes } from 'node:crypto';
import { newId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { LRUCache } from 'lru-cache';
import { KEY_BYTES } from '../cells/data-key.js';
import { CryptoFault } from '../crypto-fault.js';
import type { KeyStore } from '../key-store/key-store.js';
import type { KeyCache, Remembering } from './key-cache.js';
import { cacheName, deriveShardKey, objectName, unavailable, type ShardKey } from './shard-key.js';
import { readShard, writeShard } from './shard-object.js';
import type { TenantId } from './subject.js';
import type { TenantKeyPair } from './tenant-keys.js';

/** Data keys of a shard, so that erasing one wraps no more than these anew. Several processes may each add as many. */
const SHARD_KEYS = 1024;
/** Shards whose number of keys is remembered. */
const COUNTED = 10_000;

/** Held until the transaction ends: a shard's epoch is changed only when nobody is making a key in it (`for key share` would let it pass). */
const OPEN_SHARD = {
  name: 'key-shard-open',
  text: 'select id, epoch from key_shards where tenant_id = $1 order by id desc limit 1 for share',
};
/** Nobody destroys the tenant's keys until the transaction ends: a shard that is made meanwhile would be overlooked. */
const HOLD_TENANT = { name: 'key-tenant-hold', text: 'select from tenant_keys where tenant_id = $1 and length(index_wrapped) > 0 for share' };
const COUNT = { name: 'key-shard-count', text: 'select count(*)::int as keys from data_keys where tenant_id = $1 and shard_id = $2' };
const INSERT = { name: 'key-shard-insert', text: 'insert into key_shards (tenant_id, id, epoch) values ($1, $2, $3)' };

/** Wrapped data keys of one tenant, a thousand or so together, under a secret that rests outside the database. */
export class Shards {
  private readonly counts = new LRUCache<string, number>({ max: COUNTED });

  constructor(
    private readonly store: KeyStore,
    private readonly cache: KeyCache,
  ) {}

  /** Where a new data key of the tenant belongs; the transaction `tx` keeps its epoch until it ends. */
  async open(tx: Sql, tenant: TenantId, pair: TenantKeyPair, keys: number): Promise<ShardKey> {
    const remembering = this.cache.remembering();
    const [row] = await tx.query<{ id: string; epoch: number }>(OPEN_SHARD, [tenant]);
    if (row === undefined || (await this.counted(tx, tenant, row.id, keys)) > SHARD_KEYS) return this.make(tx, tenant, pair);
    return this.keyOf(tenant, pair, row.id, row.epoch, remembering);
  }

  /** Spends what reading the key store takes. */
  async pretendToRead(): Promise<void> {
    await this.store.read('none').catch(() => undefined);
  }

  /**
   * The key of an epoch; in an older copy of the database, whose epoch is gone, the present one's. Raises CryptoFault
   * `key_missing` where the key store has neither, `service_unavailable`.
   */
  async keyOf(tenant: TenantId, pair: TenantKeyPair, shardId: string, epoch: number, remembering: Remembering): Promise<ShardKey> {
    const remembered = this.cache.get(cacheName(tenant, shardId, epoch));
    if (remembered) return { shardId, epoch, key: Buffer.from(remembered.subarray(0, KEY_BYTES)) };
    const content = await this.store.read(objectName(tenant, shardId)).catch(unavailable);
    if (content === undefined) throw new CryptoFault('key_missing');
    const object = readShard(content);
    // A key store that was put back to an earlier state holds what was destroyed.
    if (object.epoch < epoch) throw new CryptoFault('key_missing');
    const key = deriveShardKey(pair, object.secret, tenant, shardId, object.epoch);
    object.secret.fill(0);
    content.fill(0);
    if (object.epoch === epoch) remembering.set(cacheName(tenant, shardId, epoch), key);
    return { shardId, epoch: object.epoch, key, survivors: object.survivors };
  }

  /** The secret is durable before the row, so that no data key is ever wrapped under one that is lost. */
  private async make(tx: Sql, tenant: TenantId, pair: TenantKeyPair): Promise<ShardKey> {
    if ((await tx.query(HOLD_TENANT, [tenant])).length === 0) throw new CryptoFault('key_missing');
    const [shardId, epoch, secret] = [newId(), 1, randomBytes(KEY_BYTES)];
    await this.store.write(objectName(tenant, shardId), writeShard({ epoch, secret, survivors: new Map() })).catch(unavailable);
    await tx.query(INSERT, [tenant, shardId, epoch]);
    const key = deriveShardKey(pair, secret, tenant, shardId, epoch);
    secret.fill(0);
    return { shardId, epoch, key };
  }

  /** How many keys the shard has once `more` were added, as far as this process knows. */
  private async counted(tx: Sql, tenant: TenantId, shardId: string, more: number): Promise<number> {
    const name = objectName(tenant, shardId);
    const before = this.counts.get(name) ?? (await tx.query<{ keys: number }>(COUNT, [tenant, shardId]))[0]?.keys ?? 0;
    this.counts.set(name, before + more);
    return before + more;
  }
}
