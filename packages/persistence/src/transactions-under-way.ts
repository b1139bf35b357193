import type { Sql } from './database.js';

/**
 * The transactions of this role in this database that are open now, but the caller's own. Each is named for good, so that
 * whoever asks again until none of them is left has waited for what was under way (as CREATE INDEX CONCURRENTLY does).
 * Of other roles, such as one that makes a backup, none writes what the apps write.
 */
const UNDER_WAY = `
  select l.virtualtransaction as name from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'virtualxid' and l.granted and a.datname = current_database() and a.usename = current_user
    and l.pid <> pg_backend_pid() and ($1::text[] is null or l.virtualtransaction = any($1))`;

/** Names of transactions under way; of those in `among`, when it is given. */
export async function transactionsUnderWay(sql: Sql, among?: readonly string[]): Promise<string[]> {
  return (await sql.query<{ name: string }>(UNDER_WAY, [among ?? null])).map(({ name }) => name);
}
