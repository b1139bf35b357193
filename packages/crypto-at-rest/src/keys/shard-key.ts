import { hkdfSync } from 'node:crypto';
import { AppError } from '@parley/kernel';
import { KEY_BYTES } from '../cells/data-key.js';
import { CryptoFault } from '../crypto-fault.js';
import { keyName } from './shard-object.js';
import type { TenantId } from './subject.js';

/** A shard's key in use, for the caller to zero. */
export interface ShardKey {
  readonly shardId: string;
  /** Which epoch's key this is: a later one than was asked for where the database is an older copy than the key store. */
  readonly epoch: number;
  /** 32 bytes. */
  readonly key: Buffer;
  /** Whether keys that the tenant had before open it too: nothing new is made in it. */
  readonly closed: boolean;
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

/** How a shard's object is called in the key store. */
export const objectName = (tenant: TenantId, shardId: string): string => `${tenant}/${shardId}`;
/** How a shard's key is called in the cache. */
export const cacheName = (tenant: TenantId, shardId: string, epoch: number): string => `shard/${tenant}/${shardId}/${epoch}`;

/** What caches may call a shard's key that was replaced by that of a new epoch: a database that was left half-way knows an earlier one than the key store. */
export const shardNames = (tenant: TenantId, { id, epoch }: { readonly id: string; readonly epoch: number }, next: number): string[] =>
  Array.from({ length: next - epoch }, (_, index) => cacheName(tenant, id, epoch + index));

/** The wrapping that a shard's key opens, and its epoch: the row's own, or the one that survived it. Raises CryptoFault `key_missing` for what was erased. */
export function wrappingUnder(shard: ShardKey, row: WrappedKey): { epoch: number; wrapped: Buffer } {
  if (shard.epoch === row.epoch) return row;
  const wrapped = shard.survivors?.get(keyName(row.subject, row.generation));
  if (wrapped === undefined) throw new CryptoFault('key_missing');
  return { epoch: shard.epoch, wrapped };
}

/** Raises `service_unavailable`: the key store did not do what was asked. */
export function unavailable(cause: unknown): never {
  throw new AppError('service_unavailable', 'The key store is not available at the moment', { cause });
}

/** Needs both: what the database holds under the root key, and what the key store holds (RFC 5869). */
export const deriveShardKey = (key: Buffer, secret: Buffer, tenant: TenantId, shardId: string, epoch: number): Buffer =>
  derived('parley shard v1', key, secret, tenant, shardId, epoch);

/** What wraps the shard's key for copies that know this key of the tenant, and none after it; needs both as well. */
export const deriveElderKey = (key: Buffer, secret: Buffer, tenant: TenantId, shardId: string, epoch: number): Buffer =>
  derived('parley shard elder v1', key, secret, tenant, shardId, epoch);

/** What the wrapping of a shard's key is bound to. */
export const elderContext = (tenant: TenantId, shardId: string, epoch: number): string[] => ['shard', tenant, shardId, String(epoch)];

function derived(purpose: string, key: Buffer, secret: Buffer, tenant: TenantId, shardId: string, epoch: number): Buffer {
  const both = Buffer.concat([key, secret]);
  try {
    return Buffer.from(hkdfSync('sha256', both, '', JSON.stringify([purpose, tenant, shardId, epoch]), KEY_BYTES));
  } finally {
    both.fill(0);
  }
}
