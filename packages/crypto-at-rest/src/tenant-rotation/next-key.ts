import { randomBytes } from 'node:crypto';
import type { ScopedSql, Sql } from '@parley/persistence';
import { KEY_BYTES } from '../cells/data-key.js';
import { DURABLE } from '../destroying/destroying.queries.js';
import { formerCount, keyIdOf } from '../keys/former-keys.js';
import type { TenantId } from '../keys/subject.js';
import { zeroTenantKeys, type TenantKeyRow, type TenantKeys } from '../keys/tenant-keys.js';
import { BEGUN, DROPPED, LOCK_TENANT, REPLACE_KEY, UNDER_WAY } from './rotation.queries.js';
import { TenantKeyError } from './tenant-key-error.js';

/** Keys that were replaced and are kept: each makes every reading of a key, and every object in the key store, a little longer. */
const MOST_FORMER = 24;

/** Writes a step down in the transaction that takes it. Keys go by their names, which tell nothing of them. */
export type RecordStep = (tx: Sql, step: { readonly step: 'begin' | 'end' | 'destroy'; readonly tenant: TenantId; readonly details: { readonly [name: string]: string | number | string[] } }) => Promise<unknown>;

/** A tenant's new key, by its name. */
export interface NextKey {
  readonly keyId: string;
  /** False where it was made before, and the rotation is gone on with. */
  readonly begun: boolean;
}

/**
 * Makes the tenant's next key, unless a rotation is under way. What is made from its commit on is under it, and the one before
 * stays behind it. Nothing where the tenant's keys were destroyed. Raises TenantKeyError `too_many_former`.
 */
export const nextKey = (sql: ScopedSql, tenants: TenantKeys, tenant: TenantId, record: RecordStep): Promise<NextKey | undefined> =>
  sql.transaction(async (tx) => {
    // Were it lost after shards were moved under it, they would be closed to whoever comes after it.
    await tx.query(DURABLE);
    const [row] = await tx.query<TenantKeyRow & Record<string, unknown>>(LOCK_TENANT, [tenant]);
    if (!row) {
      await tx.query(DROPPED, [tenant]);
      return undefined;
    }
    const [underWay] = await tx.query<{ key_id: string | null }>(UNDER_WAY, [tenant]);
    if (typeof underWay?.key_id === 'string') return { keyId: underWay.key_id, begun: false };
    if (formerCount(row.tenant_wrapped) >= MOST_FORMER) throw new TenantKeyError('too_many_former', `${MOST_FORMER} keys that ${tenant} had before are kept: parley keys rotate --destroy-old ends them, and copies of the database that need one`);
    return { keyId: await replaceKey(tx, tenants, tenant, row, record), begun: true };
  });

async function replaceKey(tx: Sql, tenants: TenantKeys, tenant: TenantId, row: TenantKeyRow, record: RecordStep): Promise<string> {
  const keys = await tenants.openAll(tenant, row, NOWHERE);
  const next = randomBytes(KEY_BYTES);
  try {
    const [from, to] = [keyIdOf(keys.key), keyIdOf(next)];
    await tx.query(REPLACE_KEY, [tenant, await tenants.wrapNext(tenant, row, keys.key, next)]);
    await tx.query(BEGUN, [tenant, to]);
    await record(tx, { step: 'begin', tenant, details: { from, to } });
    return to;
  } finally {
    next.fill(0);
    zeroTenantKeys(keys);
  }
}

/** What is about to be replaced is not to be remembered. */
const NOWHERE = { set: () => undefined };
