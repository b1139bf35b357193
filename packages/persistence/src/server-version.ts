import type { Sql } from './database.js';
import { DatabaseUnfit } from './database-unfit.js';

/** As the server counts it: 150000 is PostgreSQL 15.0. */
const OLDEST = 150_000;

/** Throws DatabaseUnfit for a server older than PostgreSQL 15. `version` is its `server_version_num`, `variable` the setting that leads to it. */
export function refuseOldServer(version: number, variable: string): void {
  if (version < OLDEST) throw new DatabaseUnfit(`${variable} leads to PostgreSQL ${Math.floor(version / 10_000)}: Parley needs 15 or newer`);
}

/** The server's `server_version_num`. */
export async function serverVersion(sql: Pick<Sql, 'query'>): Promise<number> {
  const [row] = await sql.query<{ version: number }>(`select current_setting('server_version_num')::int as version`);
  return row?.version ?? 0;
}
