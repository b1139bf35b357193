import type { ScopedSql } from '@parley/persistence';

/** A delivery that somebody is removing together with its webhook is left to him: waiting for each other would end one of them. */
const PURGE = `
  delete from webhook_deliveries where position = any(array(
    select position from webhook_deliveries where dead_at < now() - make_interval(days => $1) limit $2 for update skip locked))
  returning 1`;

/** Removes at most `limit` deliveries that died more than `days` days ago; answers how many. */
export async function purgeDeadDeliveries(db: ScopedSql, days: number, limit: number): Promise<number> {
  return (await db.query(PURGE, [days, limit])).length;
}
