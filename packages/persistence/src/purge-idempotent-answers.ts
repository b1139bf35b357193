import type { ScopedSql } from './database.js';

/** Uses the index on created_at; an answer older than a day counts as none already (idempotency.ts). */
const PURGE = `
  delete from idempotent_answers where ctid = any(array(
    select ctid from idempotent_answers where created_at < now() - interval '24 hours' limit $1 for update skip locked))
  returning 1`;

/** Removes at most `limit` answers that are older than their 24 hours; answers how many. */
export async function purgeIdempotentAnswers(db: ScopedSql, limit: number): Promise<number> {
  return (await db.query(PURGE, [limit])).length;
}
