import type { Sql } from '@parley/persistence';
import { CryptoFault } from '../crypto-fault.js';
import type { TenantId } from '../keys/subject.js';
import type { TenantKeyPair, TenantKeys } from '../keys/tenant-keys.js';
import { LOCK_SHARD } from './destroying.queries.js';

/** A shard as its row says. */
export interface ShardRow {
  readonly id: string;
  readonly epoch: number;
}

/**
 * Holds a shard's row until `tx` ends, and has the tenant's keys meanwhile. Raises CryptoFault `key_missing` where one of
 * them is not there: the tenant's keys are being destroyed.
 */
export async function withShard<T>(tx: Sql, tenant: TenantId, tenants: TenantKeys, id: string, work: (shard: ShardRow, pair: TenantKeyPair) => Promise<T>): Promise<T> {
  const [row] = await tx.query<{ epoch: number }>(LOCK_SHARD, [tenant, id]);
  if (!row) throw new CryptoFault('key_missing');
  const pair = await tenants.existing(tx, tenant);
  try {
    return await work({ id, epoch: row.epoch }, pair);
  } finally {
    for (const key of [pair.key, pair.index]) key.fill(0);
  }
}
