import type { Sql } from '@parley/persistence';

/** Each transaction that writes takes a number; the next one to be given is told, and is that of the whole server. */
const NEXT = { name: 'backup-next-transaction', text: 'select pg_snapshot_xmax(pg_current_snapshot())::text::float8 as next' };

/** How many transactions have written to the server so far, give or take a number that always is the same. */
export async function transactionsSoFar(sql: Pick<Sql, 'query'>): Promise<number> {
  const [row] = await sql.query<{ next: number }>(NEXT);
  return row?.next ?? 0;
}
