import { isPaused } from './attempts.queries.js';

/** Any number that no other advisory lock of the product uses. */
export const FAN_OUT_LOCK = 7_265_001;

/**
 * Turns the oldest outbox events into deliveries and lanes, and leases new lanes to the caller at once: one statement,
 * so all or nothing, and a post is on its way after a single round trip.
 *
 * An event may name integrations that it is kept from (docs/decisions/0095): decided when it happened.
 *
 * Order: positions in the outbox follow the commits of one order key, because writers hold a row lock on it. Deliveries
 * get their positions here, in the same order; the advisory lock keeps a second fan-out from interleaving. A statement
 * that waited for nothing but saw an old snapshot finds its rows already deleted and moves nothing twice.
 *
 * Leases: only a lane that did not exist is the caller's, and its head is the first delivery put into it. A lane that
 * did exist keeps its holder, or waits to be claimed.
 *
 * Of a paused webhook no lane is leased, nor told to wait for a claim.
 *
 * Webhooks are locked (key share) before any lane is: a concurrent deletion waits for this statement or is seen by it, and
 * nothing comes to a webhook once it is deleted. They are locked in the order of their ids, as an integration's deletion does.
 *
 * $1 events · $2 lanes to lease in all, $3 of one webhook, $4 of one app · $5 $6 webhooks with a bound of their own
 * · $7 $8 apps with one · $9 lease in seconds · $10 token
 */
export const FAN_OUT = {
  name: 'outbox-fan-out',
  text: `
    with turn as materialized (select pg_try_advisory_xact_lock(${FAN_OUT_LOCK}) as mine),
    taken as (
      delete from outbox_events
      where (select mine from turn)
        and position = any(array(select position from outbox_events order by position limit $1))
      returning position, id, app_id, type, order_key, created_at, payload, cell_references, cells, withheld_from
    ),
    hooks as materialized (
      select w.app_id, w.id, w.integration_id, w.triggers, w.sealed_endpoint, w.include_full_user, w.include_full_source, ${isPaused('w.app_id', 'w.id')} as paused
      from webhooks w
      where w.app_id in (select app_id from taken)
        and exists (select from apps a where a.id = w.app_id and a.deleted_at is null)
      order by w.app_id, w.id
      for key share of w
    ),
    placed as (
      insert into webhook_deliveries (app_id, webhook_id, order_key, event_id, type, created_at, payload, cell_references, cells)
      select t.app_id, w.id, t.order_key, t.id, t.type, t.created_at, t.payload, t.cell_references, t.cells
      from taken t join hooks w on w.app_id = t.app_id and t.type = any(w.triggers)
        and (t.withheld_from is null or w.integration_id <> all(t.withheld_from))
      order by t.position
      returning position, app_id, webhook_id, order_key, event_id, type, created_at, payload, cell_references, cells
    ),
    grouped as (
      select app_id, webhook_id, order_key, count(*) as pending, min(position) as head,
             row_number() over (partition by app_id, webhook_id order by min(position)) as nth
      from placed group by 1, 2, 3
    ),
    within as (
      select grouped.app_id, webhook_id, order_key, head, row_number() over (partition by grouped.app_id order by head) as nth
      from grouped left join unnest($5::text[], $6::int[]) as hook(webhook_id, free) using (webhook_id)
      join hooks h on h.app_id = grouped.app_id and h.id = grouped.webhook_id and not h.paused
      where nth <= coalesce(hook.free, $3::int)
    ),
    chosen as (
      select app_id, webhook_id, order_key, true as leased
      from within left join unnest($7::text[], $8::int[]) as app(app_id, free) using (app_id)
      where nth <= coalesce(app.free, $4::int) order by head limit $2
    ),
    lanes as (
      insert into webhook_lanes (app_id, webhook_id, order_key, pending, next_attempt_at, lease_until, leased_by)
      select app_id, webhook_id, order_key, pending,
             case when leased then now() + make_interval(secs => $9::float8) else now() end,
             case when leased then now() + make_interval(secs => $9::float8) end,
             case when leased then $10 end
      from grouped left join chosen using (app_id, webhook_id, order_key)
      order by app_id, webhook_id, order_key
      on conflict (app_id, webhook_id, order_key) do update set pending = webhook_lanes.pending + excluded.pending
      returning app_id, webhook_id, order_key, leased_by, next_attempt_at
    )
    select (select count(*)::int from taken) as events,
           (select count(*)::int from lanes l join hooks h on h.app_id = l.app_id and h.id = l.webhook_id and not h.paused
            where leased_by is null and next_attempt_at <= now()) as waiting,
           lane.app_id, lane.webhook_id, lane.order_key,
           w.sealed_endpoint, w.include_full_user, w.include_full_source, w.paused,
           d.position, d.event_id, d.type, d.created_at, d.payload, d.cell_references, d.cells
    from (values (1)) always
    left join (lanes lane
      join grouped g using (app_id, webhook_id, order_key)
      join placed d on d.position = g.head
      join hooks w on w.app_id = lane.app_id and w.id = lane.webhook_id) on lane.leased_by = $10`,
};

/** Seconds the oldest event has waited to be fanned out, and how many lanes wait for a worker; for metrics. */
export const BACKLOG = `
  select coalesce(extract(epoch from now() - (select created_at from outbox_events order by position limit 1)), 0)::float8 as outbox_seconds,
         (select count(*)::int from (
           select from webhook_lanes l where next_attempt_at <= now() and not ${isPaused('l.app_id', 'l.webhook_id')} limit 10000) due) as lanes_due`;
