import type { Sql } from '@parley/persistence';

/** How many seconds the oldest entry has waited for its place in the tree; 0 when none waits. Runs in the system scope. */
export async function oldestPendingSeconds(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ seconds: number }>(
    'select extract(epoch from now() - e.at)::float8 as seconds from audit_pending p join audit_entries e on e.id = p.entry_id order by p.entry_id limit 1');
  return Math.max(0, row?.seconds ?? 0);
}
