import type { Sql } from '@parley/persistence';
import { CryptoFault } from '../crypto-fault.js';
import type { TenantId } from '../keys/subject.js';
import { zeroTenantKeys, type AllTenantKeys, type TenantKeys } from '../keys/tenant-keys.js';
import { LOCK_SHARD } from './destroying.queries.js';

/** A shard as its row says. */
export interface ShardRow {
  readonly id: string;
  readonly epoch: number;
  /** Whether somebody is moving it, or died over it (MARK_SHARD). */
  readonly marked: boolean;
}

/**
 * Holds a shard's row until `tx` ends, and has all of the tenant's keys meanwhile. Raises CryptoFault `key_missing` where one of
 * them is not there: the tenant's keys are being destroyed.
 */
export async function withShard<T>(tx: Sql, tenant: TenantId, tenants: TenantKeys, id: string, work: (shard: ShardRow, keys: AllTenantKeys) => Promise<T>): Promise<T> {
  const [row] = await tx.query<{ epoch: number }>(LOCK_SHARD, [tenant, id]);
  if (!row) throw new CryptoFault('key_missing');
  // Read after the row was locked, and not from memory: whoever replaces the tenant's key comes to each shard after that.
  const keys = await tenants.all(tx, tenant);
  try {
    return await work({ id, epoch: Math.abs(row.epoch), marked: row.epoch < 0 }, keys);
  } finally {
    zeroTenantKeys(keys);
  }
}
