import type { ScopedSql } from '@parley/persistence';

/** Seconds that the erasure has been due for which has waited longest, but for those that a legal hold keeps; for metrics. In the system's scope. */
export async function overdueSeconds(db: ScopedSql): Promise<number> {
  const [row] = await db.query<{ seconds: number }>(`
    select coalesce(extract(epoch from now() - min(due_at)), 0)::float8 as seconds from erasures
    where state in ('pending', 'destroying') and due_at <= now() and waiting is distinct from 'held'`);
  return row?.seconds ?? 0;
}
