/** Seconds without a word after which nobody waits for a process: it forgot all its keys at half of that (`KeyHolder`). */
const SILENT_SECONDS = 60;

/** Rows are kept for an hour. The newest eviction stays, so that a process that starts knows where it is. */
const KEPT = "now() - interval '1 hour'";

/** Any number that nobody else uses as a lock. */
const LOCK = 1764000022;

/** Ids are given in the order in which they are committed: who has seen one has seen all before it. */
export const ORDERLY = `select pg_advisory_xact_lock(${LOCK})`;

export const WRITE_EVICTION = 'insert into key_evictions (tenant_id, names) values ($1, $2::text[])';

export const LAST_EVICTION = 'select max(id) as id from key_evictions where tenant_id = $1';

/** A process that has not done the eviction $1 and may yet use what it remembers. */
export const WAITED_FOR = `select 1 from key_holders where evicted < $1 and seen_at > now() - interval '${SILENT_SECONDS} seconds' limit 1`;

export const FORGET_OLD = `
  with evictions as (delete from key_evictions where created_at < ${KEPT} and id < (select max(id) from key_evictions))
  delete from key_holders where seen_at < ${KEPT}`;

/** A process that remembers nothing yet has nothing to forget. */
export const ENTER = {
  name: 'key-holder-enter',
  text: 'insert into key_holders (id, seen_at, evicted) select $1, now(), coalesce(max(id), 0) from key_evictions returning evicted',
};

/**
 * Says that a process ($1) is alive and has done the evictions up to $2, and answers those after it. `known` is false
 * where its row is not as it left it ($3, or $2 where that answer was lost): then this is another state of the database,
 * and what was evicted meanwhile is not known.
 */
export const SAY_AND_ASK = {
  name: 'key-holder-say',
  text: `
    with mine as (update key_holders set seen_at = now(), evicted = $2 where id = $1 and evicted in ($2::bigint, $3::bigint) returning 1)
    select exists (select from mine) as known, e.id, e.tenant_id, e.names
    from (select) as one left join key_evictions e on e.id > $2::bigint order by e.id`,
};

export const LEAVE = 'delete from key_holders where id = $1';
