import type { ScopedSql } from '@parley/persistence';

/** A delivery that somebody is removing together with its webhook is left to him: waiting for each other would end one of them. */
const GATHER = `
  with gone as (
    delete from webhook_deliveries where position = any(array(
      select position from webhook_deliveries where dead_at is not null limit $1 for update skip locked))
    returning *
  ),
  kept as (
    insert into dead_deliveries (app_id, webhook_id, event_id, position, order_key, type, created_at, payload, cell_references, cells, died_at, error)
    select app_id, webhook_id, event_id, position, order_key, type, created_at, payload, cell_references, cells, dead_at, coalesce(last_error, 'unknown') from gone
    on conflict do nothing
  )
  select from gone`;

const PURGE_DEAD = `
  delete from dead_deliveries where ctid = any(array(
    select ctid from dead_deliveries where died_at < now() - make_interval(secs => $1::float8) limit $2 for update skip locked))
  returning 1`;

/** By their ids, which begin with their moments: however many there are, only the oldest are looked at. */
const PURGE_ATTEMPTS = `
  delete from webhook_attempts where ctid = any(array(
    select ctid from (select ctid, at from webhook_attempts order by id limit $2) oldest where at < now() - make_interval(secs => $1::float8)))
  returning 1`;

/** Brings at most `limit` deliveries that a version before left dead among those that wait to the dead ones; answers how many. */
export async function gatherDeadDeliveries(db: ScopedSql, limit: number): Promise<number> {
  return (await db.query(GATHER, [limit])).length;
}

/** Removes at most `limit` deliveries that died more than `seconds` ago; answers how many. */
export async function purgeDeadDeliveries(db: ScopedSql, seconds: number, limit: number): Promise<number> {
  return (await db.query(PURGE_DEAD, [seconds, limit])).length;
}

/** Removes at most `limit` attempts that were made more than `seconds` ago; answers how many. */
export async function purgeAttempts(db: ScopedSql, seconds: number, limit: number): Promise<number> {
  return (await db.query(PURGE_ATTEMPTS, [seconds, limit])).length;
}
