import type { ScopedSql, Sql } from '@parley/persistence';
import { CryptoFault } from '../../crypto-fault.js';
import { former, present } from '../../keys/former-keys.js';
import { tenantContext, wrappingKey, type Installation, type TenantKeyPurpose } from '../../keys/tenant-wrapping.js';
import { unwrapKey, wrapKey } from '../../keys/wrapping.js';
import type { OpenRootKeys } from '../open-root-keys.js';

interface Row extends Record<string, unknown> {
  readonly tenant_id: string;
  readonly root_key_id: string;
  readonly wrapped: Buffer;
  readonly index_wrapped: Buffer;
}

/** Locked, so that nobody replaces a tenant's key between reading and writing. */
const NEXT = 'select tenant_id, root_key_id, wrapped, index_wrapped from tenant_keys where root_key_id <> $1 and tenant_id > $2 order by tenant_id limit $3 for update';
const WRITE = `
  update tenant_keys t set root_key_id = $1, wrapped = fresh.wrapped, index_wrapped = fresh.index_wrapped
  from unnest($2::text[], $3::bytea[], $4::bytea[]) as fresh (tenant_id, wrapped, index_wrapped) where t.tenant_id = fresh.tenant_id`;

/** What one pass over the tenants came to. */
export interface Rewrapped {
  readonly done: number;
  /** Tenants whose keys the root key that they name does not open. */
  readonly unreadable: number;
}

/**
 * Wraps every tenant's keys under the current root key, `batch` in one transaction; the keys stay the same. Tells after each
 * batch how many are done. May end anywhere and be repeated.
 */
export async function rewrapTenants(sql: ScopedSql, roots: OpenRootKeys, installation: Installation, batch: number, tell: (done: number) => void): Promise<Rewrapped> {
  let [done, unreadable, after] = [0, 0, ''];
  for (;;) {
    const rows = await sql.transaction(async (tx) => {
      const found = await tx.query<Row>(NEXT, [roots.current().id, after, batch]);
      const written = await rewrap(tx, found, roots, installation);
      done += written;
      unreadable += found.length - written;
      return found;
    });
    tell(done);
    if (rows.length < batch) return { done, unreadable };
    after = rows.at(-1)?.tenant_id ?? after;
  }
}

/** Answers how many could be. */
async function rewrap(tx: Sql, rows: readonly Row[], roots: OpenRootKeys, installation: Installation): Promise<number> {
  const wrapped = rows.flatMap((row) => rewrapped(row, roots, installation) ?? []);
  if (wrapped.length > 0) await tx.query(WRITE, [roots.current().id, wrapped.map(({ tenant_id }) => tenant_id), wrapped.map((row) => row.wrapped), wrapped.map((row) => row.index_wrapped)]);
  return wrapped.length;
}

function rewrapped(row: Row, roots: OpenRootKeys, installation: Installation): Row | undefined {
  const under: Buffer[] = [];
  try {
    under.push(wrappingKey(roots.byId(row.root_key_id)), wrappingKey(roots.current()));
    const again = (purpose: TenantKeyPurpose, wrapped: Buffer) => anew(under as [Buffer, Buffer], wrapped, tenantContext(purpose, row.tenant_id, installation));
    return { ...row, wrapped: again('tenant', row.wrapped), index_wrapped: again('index', row.index_wrapped) };
  } catch (error) {
    if (error instanceof CryptoFault) return undefined;
    throw error;
  } finally {
    for (const key of under) key.fill(0);
  }
}

function anew([before, next]: readonly [Buffer, Buffer], wrapped: Buffer, context: readonly string[]): Buffer {
  // A tenant whose keys were destroyed keeps an empty row.
  if (wrapped.length === 0) return wrapped;
  const key = unwrapKey(before, present(wrapped), context);
  try {
    // What the tenant's key replaced is wrapped under that, and stays.
    return Buffer.concat([wrapKey(next, key, context), former(wrapped)]);
  } finally {
    key.fill(0);
  }
}
