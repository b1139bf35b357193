import { randomBytes } from 'node:crypto';
import { idSuffix, newId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { LRUCache } from 'lru-cache';
import { KEY_BYTES } from '../cells/data-key.js';
import { CryptoFault } from '../crypto-fault.js';
import type { KeyStore } from '../key-store/key-store.js';
import type { KeyCache, Remembering } from './key-cache.js';
import { keyIdOf } from './former-keys.js';
import { openShardObject, type OpenedObject, type ShardPlace } from './open-shard-object.js';
import { cacheName, deriveShardKey, objectName, unavailable, type ShardKey } from './shard-key.js';
import { readShard, writeShard, type ShardObject } from './shard-object.js';
import type { TenantId } from './subject.js';
import { zeroTenantKeys, type TenantKeyAccess, type TenantKeyPair, type TenantKeys } from './tenant-keys.js';

/** Data keys of a shard, so that erasing one wraps no more than these anew. Several processes may each add as many. */
const SHARD_KEYS = 1024;
/** Hexadecimal digits of an id that say when it was made. */
const PREFIX_DIGITS = 14;
/** How the cache remembers, behind a shard's key, that it is closed. */
const CLOSED = 1;
/** Shards whose number of keys is remembered. */
const COUNTED = 10_000;

/**
 * Held until the transaction ends: a shard's epoch is changed only when nobody is making a key in it (`for key share` would let
 * it pass). A negative epoch is of a shard that is being moved (MARK_SHARD), and no memory has a key of one.
 */
const OPEN_SHARD = {
  name: 'key-shard-open',
  text: 'select id, epoch from key_shards where tenant_id = $1 order by id desc limit 1 for share',
};
const COUNT = { name: 'key-shard-count', text: 'select count(*)::int as keys from data_keys where tenant_id = $1 and shard_id = $2' };
const INSERT = { name: 'key-shard-insert', text: 'insert into key_shards (tenant_id, id, epoch) values ($1, $2, $3)' };

/** Wrapped data keys of one tenant, a thousand or so together, under a secret that rests outside the database. */
export class Shards {
  private readonly counts = new LRUCache<string, number>({ max: COUNTED });

  constructor(
    private readonly store: KeyStore,
    private readonly cache: KeyCache,
    private readonly tenants: TenantKeys,
  ) {}

  /** Where a new data key of the tenant belongs; the transaction `tx` keeps its epoch until it ends. */
  async open(tx: Sql, tenant: TenantId, pair: TenantKeyPair, keys: number): Promise<ShardKey> {
    const remembering = this.cache.remembering();
    const [row] = await tx.query<{ id: string; epoch: number }>(OPEN_SHARD, [tenant]);
    if (row === undefined || (await this.counted(tx, tenant, row.id, keys)) > SHARD_KEYS) return this.make(tx, tenant, row?.id);
    const shard = await this.keyOf(tenant, { pair, all: () => this.tenants.all(tx, tenant) }, row.id, row.epoch, remembering);
    if (!shard.closed) return shard;
    shard.key.fill(0);
    return this.make(tx, tenant, row.id);
  }

  /** Spends what reading the key store takes. */
  async pretendToRead(): Promise<void> {
    await this.store.read('none').catch(() => undefined);
  }

  /**
   * The key of an epoch; in an older copy of the database, whose epoch is gone, and of a negative one, the present one's. Raises CryptoFault
   * `key_missing` where the key store has neither, `service_unavailable`.
   */
  async keyOf(tenant: TenantId, access: TenantKeyAccess, shardId: string, epoch: number, remembering: Remembering): Promise<ShardKey> {
    const remembered = this.cache.get(cacheName(tenant, shardId, epoch));
    if (remembered) return { shardId, epoch, key: Buffer.from(remembered.subarray(0, KEY_BYTES)), closed: remembered[KEY_BYTES] === CLOSED };
    const content = await this.store.read(objectName(tenant, shardId)).catch(unavailable);
    if (content === undefined) throw new CryptoFault('key_missing');
    const object = readShard(content);
    // A key store that was put back to an earlier state holds what was destroyed.
    if (object.epoch < Math.abs(epoch)) throw new CryptoFault('key_missing');
    const { key, closed } = await this.opened(object, access, { tenant, shardId });
    object.secret.fill(0);
    content.fill(0);
    if (object.epoch === epoch) remembering.set(cacheName(tenant, shardId, epoch), key, Buffer.of(closed ? CLOSED : 0));
    return { shardId, epoch: object.epoch, key, closed, survivors: object.survivors };
  }

  /** By the keys at hand, else by all there are: a rotation may have replaced those. */
  private async opened(object: ShardObject, { pair, all }: TenantKeyAccess, place: ShardPlace): Promise<OpenedObject> {
    const found = openShardObject(object, pair, place);
    if (found) return found;
    const keys = await all();
    try {
      const opened = openShardObject(object, keys, place);
      if (!opened) throw new CryptoFault('key_missing');
      return opened;
    } finally {
      zeroTenantKeys(keys);
    }
  }

  /**
   * Under the tenant's present key, which stays it until `tx` ends. The secret is durable before the row, so that no data key
   * is ever wrapped under one that is lost.
   */
  private async make(tx: Sql, tenant: TenantId, newest?: string): Promise<ShardKey> {
    const keys = await this.tenants.held(tx, tenant);
    const [shardId, epoch, secret] = [idAfter(newest), 1, randomBytes(KEY_BYTES)];
    try {
      await this.store.write(objectName(tenant, shardId), writeShard({ epoch, secret, survivors: new Map(), tenantKey: keyIdOf(keys.key) })).catch(unavailable);
      await tx.query(INSERT, [tenant, shardId, epoch]);
      return { shardId, epoch, key: deriveShardKey(keys.key, secret, tenant, shardId, epoch), closed: false };
    } finally {
      secret.fill(0);
      zeroTenantKeys(keys);
    }
  }

  /** How many keys the shard has once `more` were added, as far as this process knows. */
  private async counted(tx: Sql, tenant: TenantId, shardId: string, more: number): Promise<number> {
    const name = objectName(tenant, shardId);
    const before = this.counts.get(name) ?? (await tx.query<{ keys: number }>(COUNT, [tenant, shardId]))[0]?.keys ?? 0;
    this.counts.set(name, before + more);
    return before + more;
  }
}

/** A new id that is the greatest of the shards', also where another machine's clock is ahead: the greatest one is used. */
function idAfter(newest: string | undefined): string {
  const id = newId();
  if (newest === undefined || id > newest) return id;
  return (BigInt(`0x${newest.slice(0, PREFIX_DIGITS)}`) + 1n).toString(16).padStart(PREFIX_DIGITS, '0') + idSuffix();
}
