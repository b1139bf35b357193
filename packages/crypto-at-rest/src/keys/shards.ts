import { hkdfSync, randomBytes } from 'node:crypto';
import { AppError, newId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { LRUCache } from 'lru-cache';
import { KEY_BYTES } from '../cells/data-key.js';
import { CryptoFault } from '../crypto-fault.js';
import type { KeyStore } from '../key-store/key-store.js';
import type { KeyCache } from './key-cache.js';
import { keyName, readShard, writeShard } from './shard-object.js';
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
const COUNT = { name: 'key-shard-count', text: 'select count(*)::int as keys from data_keys where tenant_id = $1 and shard_id = $2' };
const INSERT = { name: 'key-shard-insert', text: 'insert into key_shards (tenant_id, id, epoch) values ($1, $2, $3)' };

/** A shard's key in use, for the caller to zero. */
export interface ShardKey {
  readonly shardId: string;
  /** Which epoch's key this is: a later one than was asked for where the database is an older copy than the key store. */
  readonly epoch: number;
  /** 32 bytes. */
  readonly key: Buffer;
  /** What was wrapped anew when this epoch began; known where the key store was read. */
  readonly survivors?: ReadonlyMap<string, Buffer>;
}

/** Which key of which shard opens a wrapped data key. */
export interface WrappedKey {
  readonly subject: string;
  readonly generation: number;
  readonly epoch: number;
  readonly wrapped: Buffer;
}

/** Wrapped data keys of one tenant, a thousand or so together, under a secret that rests outside the database. */
export class Shards {
  private readonly counts = new LRUCache<string, number>({ max: COUNTED });

  constructor(
    private readonly store: KeyStore,
    private readonly cache: KeyCache,
  ) {}

  /** Where a new data key of the tenant belongs; the transaction `tx` keeps its epoch until it ends. */
  async open(tx: Sql, tenant: TenantId, pair: TenantKeyPair, keys: number): Promise<ShardKey> {
    const [row] = await tx.query<{ id: string; epoch: number }>(OPEN_SHARD, [tenant]);
    if (row === undefined || (await this.counted(tx, tenant, row.id, keys)) > SHARD_KEYS) return this.make(tx, tenant, pair);
    return this.keyOf(tenant, pair, row.id, row.epoch);
  }

  /** Spends what reading the key store takes. */
  async pretendToRead(): Promise<void> {
    await this.store.read('none').catch(() => undefined);
  }

  /**
   * The key of an epoch; in an older copy of the database, whose epoch is gone, the present one's. Raises CryptoFault
   * `key_missing` where the key store has neither, `service_unavailable`.
   */
  async keyOf(tenant: TenantId, pair: TenantKeyPair, shardId: string, epoch: number): Promise<ShardKey> {
    const remembered = this.cache.get(cacheName(tenant, shardId, epoch));
    if (remembered) return { shardId, epoch, key: Buffer.from(remembered.subarray(0, KEY_BYTES)) };
    const content = await this.store.read(objectName(tenant, shardId)).catch(unavailable);
    if (content === undefined) throw new CryptoFault('key_missing');
    const object = readShard(content);
    // A key store that was put back to an earlier state holds what was destroyed.
    if (object.epoch < epoch) throw new CryptoFault('key_missing');
    const key = derive(pair, object.secret, tenant, shardId, object.epoch);
    object.secret.fill(0);
    content.fill(0);
    if (object.epoch === epoch) this.cache.set(cacheName(tenant, shardId, epoch), key);
    return { shardId, epoch: object.epoch, key, survivors: object.survivors };
  }

  /** The secret is durable before the row, so that no data key is ever wrapped under one that is lost. */
  private async make(tx: Sql, tenant: TenantId, pair: TenantKeyPair): Promise<ShardKey> {
    const [shardId, epoch, secret] = [newId(), 1, randomBytes(KEY_BYTES)];
    await this.store.write(objectName(tenant, shardId), writeShard({ epoch, secret, survivors: new Map() })).catch(unavailable);
    await tx.query(INSERT, [tenant, shardId, epoch]);
    const key = derive(pair, secret, tenant, shardId, epoch);
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

const objectName = (tenant: TenantId, shardId: string): string => `${tenant}/${shardId}`;
const cacheName = (tenant: TenantId, shardId: string, epoch: number): string => `shard/${tenant}/${shardId}/${epoch}`;

/** The wrapping that a shard's key opens, and its epoch: the row's own, or the one that survived it. Raises CryptoFault `key_missing` for what was erased. */
export function wrappingUnder(shard: ShardKey, row: WrappedKey): { epoch: number; wrapped: Buffer } {
  if (shard.epoch === row.epoch) return row;
  const wrapped = shard.survivors?.get(keyName(row.subject, row.generation));
  if (wrapped === undefined) throw new CryptoFault('key_missing');
  return { epoch: shard.epoch, wrapped };
}

function unavailable(cause: unknown): never {
  throw new AppError('service_unavailable', 'The key store is not available at the moment', { cause });
}

/** Needs both: what the database holds under the root key, and what the key store holds (RFC 5869). */
function derive({ key }: TenantKeyPair, secret: Buffer, tenant: TenantId, shardId: string, epoch: number): Buffer {
  const both = Buffer.concat([key, secret]);
  try {
    return Buffer.from(hkdfSync('sha256', both, '', JSON.stringify(['parley shard v1', tenant, shardId, epoch]), KEY_BYTES));
  } finally {
    both.fill(0);
  }
}
