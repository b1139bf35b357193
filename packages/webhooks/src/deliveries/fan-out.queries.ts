/** Any number that no other advisory lock of the product uses. */
const FAN_OUT_LOCK = 7_265_001;

/**
 * Turns the oldest outbox events into deliveries and lanes: one statement, so all or nothing.
 *
 * Order: positions in the outbox follow the commits of one order key, because writers hold a row lock on it. Deliveries
 * get their positions here, in the same order; the advisory lock keeps a second fan-out from interleaving. A statement
 * that waited for nothing but saw an old snapshot finds its rows already deleted and moves nothing twice.
 *
 * Webhooks are locked (key share) before any lane is: a concurrent deletion waits for this statement or is seen by it.
 */
export const FAN_OUT = {
  name: 'outbox-fan-out',
  text: `
    with turn as materialized (select pg_try_advisory_xact_lock(${FAN_OUT_LOCK}) as mine),
    taken as (
      delete from outbox_events
      where (select mine from turn)
        and position = any(array(select position from outbox_events order by position limit $1))
      returning position, id, app_id, type, order_key, created_at, payload
    ),
    hooks as materialized (
      select w.app_id, w.id, w.triggers from webhooks w
      where w.app_id in (select app_id from taken)
        and exists (select from apps a where a.id = w.app_id and a.deleted_at is null)
      for key share of w
    ),
    placed as (
      insert into webhook_deliveries (app_id, webhook_id, order_key, event_id, type, created_at, payload)
      select t.app_id, w.id, t.order_key, t.id, t.type, t.created_at, t.payload
      from taken t join hooks w on w.app_id = t.app_id and t.type = any(w.triggers)
      order by t.position
      returning app_id, webhook_id, order_key
    ),
    lanes as (
      insert into webhook_lanes (app_id, webhook_id, order_key, pending, next_attempt_at)
      select app_id, webhook_id, order_key, count(*), now() from placed group by 1, 2, 3 order by 1, 2, 3
      on conflict (app_id, webhook_id, order_key) do update set pending = webhook_lanes.pending + excluded.pending
      returning 1
    )
    select (select count(*)::int from taken) as events, (select count(*)::int from placed) as deliveries,
           (select count(*)::int from lanes) as lanes`,
};

/** Seconds the oldest event has waited to be fanned out, and whether anything is due at all; for metrics. */
export const BACKLOG = `
  select coalesce(extract(epoch from now() - (select created_at from outbox_events order by position limit 1)), 0)::float8 as outbox_seconds,
         (select count(*)::int from (select from webhook_lanes where next_attempt_at <= now() limit 10000) due) as lanes_due`;
