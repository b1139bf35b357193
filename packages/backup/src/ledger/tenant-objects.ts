import { createHash } from 'node:crypto';
import type { JsonRow, LedgerRows } from './ledger-rows.js';

export const TENANTS_PREFIX = 'tenants/';

/** What one object holds: an app that is made rewrites one of 256, not all. */
export interface TenantRows {
  readonly tenant_keys: JsonRow[];
  readonly tenant_key_rotations: JsonRow[];
}

/** The rows of tenants by the objects that hold them. The keys of backups are in `keys/root`, and here. */
export function tenantObjects({ tenant_keys: keys, tenant_key_rotations: rotations }: Pick<LedgerRows, keyof TenantRows>): Map<string, Buffer> {
  const objects = new Map<string, TenantRows>();
  const objectOf = (row: JsonRow): TenantRows => {
    const name = nameOf(String(row['tenant_id']));
    const found = objects.get(name) ?? { tenant_keys: [], tenant_key_rotations: [] };
    objects.set(name, found);
    return found;
  };
  for (const row of keys) objectOf(row).tenant_keys.push(row);
  for (const row of rotations) objectOf(row).tenant_key_rotations.push(row);
  return new Map([...objects].map(([name, rows]) => [name, Buffer.from(JSON.stringify(rows))]));
}

const nameOf = (tenantId: string): string => `${TENANTS_PREFIX}${createHash('sha256').update(tenantId).digest('hex').slice(0, 2)}`;
