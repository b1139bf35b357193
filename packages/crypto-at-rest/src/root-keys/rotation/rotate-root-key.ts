import type { ScopedSql } from '@parley/persistence';
import type { Installation } from '../../keys/tenant-wrapping.js';
import { openRootKeys } from '../open.js';
import type { RootKeyAccess } from '../root-key-access.js';
import { RootKeyError } from '../root-key-error.js';
import { beginRotation, type Record } from './begin-rotation.js';
import { retireOthers } from './retire.js';
import { rewrapTenants } from './rewrap-tenants.js';

/** Tenants of one transaction: each is two wrappings. */
const BATCH = 500;

/** How a root key is rotated. */
export interface Rotation {
  readonly access: RootKeyAccess;
  readonly region: string;
  readonly record: Record;
  /** Told how many tenants' keys of how many are under the new root key. */
  readonly progress?: (done: number, total: number) => void;
  readonly batch?: number;
}

export interface Rotated {
  /** False where a rotation that was begun before was gone on with. */
  readonly begun: boolean;
  readonly tenants: number;
}

/**
 * Replaces the root key by a new one while everything runs: makes it, wraps every tenant's keys under it, retires the one
 * before. Stopped anywhere, it goes on where it was when it is called again. Content and data keys stay as they are. `sql`
 * sees the system scope. Raises RootKeyError; `tenant_keys_unreadable` at the end, with the old root key still in use.
 */
export async function rotateRootKey(sql: ScopedSql, { access, region, record, progress = () => undefined, batch = BATCH }: Rotation): Promise<Rotated> {
  const begun = await beginRotation(sql, access, record);
  const roots = await openRootKeys(sql, access);
  const installation: Installation = { environment: access.environment, region };
  try {
    let [done, total] = [0, await waiting(sql, roots.current().id)];
    progress(done, total);
    do {
      const pass = await rewrapTenants(sql, roots, installation, batch, (more) => {
        total = Math.max(total, done + more);
        progress(done + more, total);
      });
      done += pass.done;
      if (pass.unreadable > 0) throw unreadable(pass.unreadable);
    } while (!(await retireOthers(sql, roots.current().id, record)));
    return { begun, tenants: done };
  } finally {
    roots.zero();
  }
}

const waiting = async (sql: ScopedSql, current: string): Promise<number> =>
  (await sql.query<{ count: number }>('select count(*)::int as count from tenant_keys where root_key_id <> $1', [current]))[0]?.count ?? 0;

const unreadable = (count: number): RootKeyError =>
  new RootKeyError('tenant_keys_unreadable', `The keys of ${count} apps or accounts are not opened by the root key that they name: it stays in use, beside the new one. Bring back their rows of tenant_keys and run the command again`);
