import { asAccountId, asAppId } from '@parley/kernel';
import type { Database, Sql } from '@parley/persistence';
import type { Keyring } from './keyring.js';

/** Seals what a version before left plain in one table, row by row, so that it may end anywhere and go on later. */
export interface SealingStep {
  /** The migration that takes the plain columns away: once it has run there is nothing to seal. */
  readonly until: string;
  /** Whose rows one call sees. */
  readonly of: 'app' | 'account';
  /** Seals at most `limit` rows of the tenant in the caller's transaction, and empties their plain columns; answers how many. */
  readonly seal: (tx: Sql, keyring: Keyring, tenant: string, limit: number) => Promise<number>;
}

/** Rows of one transaction. */
const BATCH = 500;

/** Takes the steps for every tenant, deleted apps included; answers how many rows were sealed. */
export async function sealPlain(database: Database, keyring: Keyring, steps: readonly SealingStep[], batch = BATCH): Promise<number> {
  let sealed = 0;
  for (const { of, seal } of steps) {
    for (const { id } of await database.system().query<{ id: string }>(`select id from ${of === 'app' ? 'apps' : 'accounts'} order by id`)) {
      const sql = of === 'app' ? database.app(asAppId(id)) : database.account(asAccountId(id));
      for (let rows = batch; rows === batch; sealed += rows) rows = await sql.transaction((tx) => seal(tx, keyring, id, batch));
    }
  }
  return sealed;
}
