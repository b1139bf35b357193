import { hkdfSync, randomBytes } from 'node:crypto';
import { AppError, newId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { LRUCache } from 'lru-cache';
import { KEY_BYTES } from '../cells/data-key.js';
import { CryptoFault } from '../crypto-fault.js';
import type { KeyStore } from '../key-store/key-store.js';
import type { KeyCache } from './key-cache.js';
import { keyName, readShard, writeShard, type ShardObject } from './shard-object.js';
import type { TenantId } from './subject.js';
import type { TenantKeyPair } from './tenant-keys.js';

/** Data keys of a shard, so that erasing one wraps no more than these anew. Several processes may each add as many. */
const SHARD_KEYS = 1024;
/** Shards whose number of keys is remembered. */
const COUNTED = 10_000;

/** Held until the transaction ends: a shard's secret is replaced only when nobody is making a key under it. */
const OPEN_SHARD = {
  name: 'key-shard-open',
  text: 'select id, epoch from key_shards where tenant_id = $1 order by created_at desc, id desc limit 1 for key share',
};
const COUNT = { name: 'key-shard-count', text: 'select count(*)::int as keys from data_keys where tenant_id = $1 and shard_id = $2' };
const INSERT = { name: 'key-shard-insert', text: 'insert into key_shards (tenant_id, id, epoch) values ($1, $2, $3)' };

/** A shard's key in use, and which epoch's it is. */
export interface ShardKey {
  readonly shardId: string;
  readonly epoch: number;
  /** 32 bytes. */
  readonly key: Buffer;
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
    const { key } = await this.keyOf(tenant, pair, row.id, row.epoch);
    return { shardId: row.id, epoch: row.epoch, key };
  }

  /**
   * What opens a data key that was wrapped in an epoch: that epoch's key, or in an older copy of the database the present
   * one's with the wrapping that survived. Raises CryptoFault `key_missing` for what was erased, `service_unavailable`.
   */
  async opener(tenant: TenantId, pair: TenantKeyPair, row: { shard_id: string; epoch: number; subject: string; generation: number; wrapped: Buffer }) {
    const { key, object } = await this.keyOf(tenant, pair, row.shard_id, row.epoch);
    if (object === undefined || object.epoch === row.epoch) return { key, epoch: row.epoch, wrapped: row.wrapped };
    const wrapped = object.survivors.get(keyName(row.subject, row.generation));
    if (wrapped === undefined) throw new CryptoFault('key_missing');
    return { key, epoch: object.epoch, wrapped };
  }

  private async keyOf(tenant: TenantId, pair: TenantKeyPair, shardId: string, epoch: number): Promise<{ key: Buffer; object?: ShardObject }> {
    const remembered = this.cache.get(cacheName(tenant, shardId, epoch));
    if (remembered) return { key: Buffer.from(remembered.subarray(0, KEY_BYTES)) };
    const content = await this.store.read(objectName(tenant, shardId)).catch((cause: unknown) => {
      throw new AppError('service_unavailable', 'The key store is not available at the moment', { cause });
    });
    if (content === undefined) throw new CryptoFault('key_missing');
    const object = readShard(content);
    const key = derive(pair, object.secret, tenant, shardId, object.epoch);
    if (object.epoch === epoch) this.cache.set(cacheName(tenant, shardId, epoch), key);
    return { key, object };
  }

  /** The secret is durable before the row, so that no data key is ever wrapped under one that is lost. */
  private async make(tx: Sql, tenant: TenantId, pair: TenantKeyPair): Promise<ShardKey> {
    const [shardId, epoch, secret] = [newId(), 1, randomBytes(KEY_BYTES)];
    await this.store.write(objectName(tenant, shardId), writeShard({ epoch, secret, survivors: new Map() })).catch((cause: unknown) => {
      throw new AppError('service_unavailable', 'The key store is not available at the moment', { cause });
    });
    await tx.query(INSERT, [tenant, shardId, epoch]);
    return { shardId, epoch, key: derive(pair, secret, tenant, shardId, epoch) };
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

/** Needs both: what the database holds under the root key, and what the key store holds (RFC 5869). */
const derive = ({ key }: TenantKeyPair, secret: Buffer, tenant: TenantId, shardId: string, epoch: number): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.concat([key, secret]), '', JSON.stringify(['parley shard v1', tenant, shardId, epoch]), KEY_BYTES));
