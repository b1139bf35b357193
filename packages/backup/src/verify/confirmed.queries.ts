import type { Sql } from '@parley/persistence';
import type { Confirmed } from './verify.types.js';

/** How far zones have confirmed the chain that is written, by the database. In the system scope. */
export const confirmedBy = (sql: Sql): Promise<Confirmed[]> =>
  sql.query<Confirmed & Record<string, unknown>>('select chain_id as chain, max(confirmed_lsn)::text as lsn from backup_zones where chain_id is not null and confirmed_lsn is not null group by chain_id');
