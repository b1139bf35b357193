import type { ScopedSql } from '@parley/persistence';

/** Long full again, whatever the limit: a bucket without a row is a full one. */
const PURGE = `
  delete from rate_buckets where ctid = any(array(
    select ctid from rate_buckets where at < now() - interval '1 hour' limit $1 for update skip locked))
  returning 1`;

/** Removes at most `limit` buckets that nobody asked for an hour; answers how many. */
export async function purgeRateBuckets(db: ScopedSql, limit: number): Promise<number> {
  return (await db.query(PURGE, [limit])).length;
}
