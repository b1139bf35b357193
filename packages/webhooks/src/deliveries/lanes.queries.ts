import { ATTEMPT, attemptParameters, isPaused, logAttempts, noteFailing, noteWorking } from './attempts.queries.js';

/**
 * Leases due lanes. Walks over the *webhooks* that have lanes, from where the last claim ended, one index probe each,
 * and takes a few due lanes of each: a webhook with a million waiting lanes costs the others nothing. One that is deleted,
 * or of a deleted app, has nothing to send: its lanes are left to those who remove them.
 * Of a paused webhook one lane is taken when it is to be probed, and then none until the next probe, by whichever worker.
 * A leased lane's `next_attempt_at` is the end of its lease, so "due" and "lease has ended" are one comparison.
 *
 * $1 $2 the last webhook walked · $3 webhooks to walk · $4 lanes to take in all, $5 of one webhook, $6 of one app
 * · $7 $8 webhooks with a bound of their own · $9 $10 apps with one · $11 lease in seconds · $12 token
 * · $13 seconds from one probe of a paused webhook to the next
 */
export const CLAIM = {
  name: 'lanes-claim',
  text: `
    with recursive walk as (
      (select 1 as step, app_id, webhook_id from webhook_lanes
       where (app_id, webhook_id) > ($1, $2) order by app_id, webhook_id limit 1)
      union all
      select walk.step + 1, next.app_id, next.webhook_id from walk
      cross join lateral (
        select l.app_id, l.webhook_id from webhook_lanes l
        where (l.app_id, l.webhook_id) > (walk.app_id, walk.webhook_id) order by l.app_id, l.webhook_id limit 1
      ) next
      where walk.step < $3
    ),
    probed as (
      update failing_webhooks set probe_at = now() + make_interval(secs => $13::float8)
      where ctid = any(array(
        select f.ctid from failing_webhooks f
        where f.paused_at is not null and f.probe_at <= now() and (f.app_id, f.webhook_id) in (select app_id, webhook_id from walk) for update skip locked))
      returning app_id, webhook_id
    ),
    alive as materialized (
      select walk.*, probed.webhook_id is not null as probes from walk cross join lateral (
        select from webhooks w join apps a on a.id = w.app_id and a.deleted_at is null
        where w.app_id = walk.app_id and w.id = walk.webhook_id limit 1
      ) webhook
      left join probed using (app_id, webhook_id)
      where probed.webhook_id is not null or not ${isPaused('walk.app_id', 'walk.webhook_id')}
    ),
    candidates as materialized (
      select alive.step, alive.probes, lane.* from alive
      left join unnest($7::text[], $8::int[]) as hook(webhook_id, free) using (webhook_id)
      cross join lateral (
        select l.app_id, l.webhook_id, l.order_key from webhook_lanes l
        where l.app_id = alive.app_id and l.webhook_id = alive.webhook_id and l.next_attempt_at <= now()
        order by l.next_attempt_at limit least(coalesce(hook.free, $5::int), case when alive.probes then 1 end) for update skip locked
      ) lane
    ),
    due as (
      select * from (select candidates.*, row_number() over (partition by app_id order by step) as nth from candidates) c
      left join unnest($9::text[], $10::int[]) as app(app_id, free) using (app_id)
      where nth <= coalesce(app.free, $6::int) order by nth, step limit $4
    ),
    claimed as (
      update webhook_lanes l
      set next_attempt_at = now() + make_interval(secs => $11::float8), lease_until = now() + make_interval(secs => $11::float8), leased_by = $12
      from due where l.app_id = due.app_id and l.webhook_id = due.webhook_id and l.order_key = due.order_key
      returning l.app_id, l.webhook_id, l.order_key, l.attempts, due.probes
    )
    select walk.app_id, walk.webhook_id, claimed.order_key, claimed.attempts, claimed.probes
    from walk left join claimed using (app_id, webhook_id) order by walk.step`,
};

/** What is sent, and where to; read anew for every delivery, so that a changed webhook holds from its next one. */
const DELIVERY = 'd.position, d.event_id, d.type, d.created_at, d.payload, d.cell_references, d.cells';
const TARGET = `w.sealed_endpoint, w.include_full_user, w.include_full_source, ${isPaused('lane.app_id', 'lane.webhook_id')} as paused`;

/**
 * Targets and first deliveries of lanes just claimed. A statement of its own: its snapshot is younger than the claims,
 * so it cannot see a delivery that the lane's last holder had already sent.
 */
export const HEADS = {
  name: 'lanes-heads',
  text: `
    select lane.app_id, lane.webhook_id, lane.order_key, ${TARGET}, ${DELIVERY}
    from unnest($1::text[], $2::text[], $3::text[]) as lane(app_id, webhook_id, order_key)
    join apps a on a.id = lane.app_id and a.deleted_at is null
    join webhooks w on w.app_id = lane.app_id and w.id = lane.webhook_id
    cross join lateral (
      select d.* from webhook_deliveries d
      where d.app_id = lane.app_id and d.webhook_id = lane.webhook_id and d.order_key = lane.order_key and d.dead_at is null
      order by d.position limit 1
    ) d`,
};

/** The lanes that one statement is about, and their rows under lock: $1 apps, $2 webhooks, $3 order keys, $4 tokens. */
const LOCKED = `
      cross join lateral (
        select l.ctid as place, l.app_id, l.webhook_id, l.order_key, l.leased_by, l.pending from webhook_lanes l
        where l.app_id = s.app_id and l.webhook_id = s.webhook_id and l.order_key = s.order_key and l.leased_by = s.token for update
      ) lane`;

/** Keeps everybody else from leased lanes until the transaction ends. */
export const LOCK = {
  name: 'lanes-lock',
  text: `select lane.place from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as s(app_id, webhook_id, order_key, token) ${LOCKED}`,
};

/**
 * Ends the deliveries at the heads of leased lanes, renews the leases and reads what comes next in each lane.
 * A lane that is not answered was left as it is: its lease is lost, or somebody changed it while this waited for its
 * row, whose new version this statement's snapshot doesn't show.
 *
 * The rows are locked in the order given, then reached by their place (ctid): both lanes and deliveries come and go so
 * fast that the planner's idea of them is often wrong.
 *
 * What was attempted is written down with it, and whether the webhooks work.
 *
 * $1 apps, $2 webhooks, $3 order keys, $4 tokens, $5 positions, in the order of the lanes' key · $6 lease in seconds
 * · $7 … the attempts, one for each
 */
const settle = (name: string, result: string, end: string) => ({
  name,
  text: `
    with ended as materialized (
      select lane.*, head.place as delivery, head.event_id, head.type, s.position, ${ATTEMPT}
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], ${attemptParameters(7)})
        as s(app_id, webhook_id, order_key, token, position, ${ATTEMPT}) ${LOCKED}
      cross join lateral (select ctid as place, event_id, type from webhook_deliveries where position = s.position and dead_at is null limit 1) head
    ),
    emptied as (
      delete from webhook_lanes where ctid = any(array(select place from ended where pending <= 1))
      returning app_id, webhook_id, order_key
    ),
    kept as (
      update webhook_lanes
      set pending = pending - 1, attempts = 0,
          next_attempt_at = now() + make_interval(secs => $6::float8), lease_until = now() + make_interval(secs => $6::float8)
      where ctid = any(array(select place from ended where pending > 1))
      returning app_id, webhook_id, order_key
    ),
    done as (select *, false as more from emptied union all select *, true from kept),
    settled as materialized (select * from ended join done using (app_id, webhook_id, order_key)),
    gone as (delete from webhook_deliveries where ctid = any(array(select delivery from settled)) returning *),
    logged as (${logAttempts('settled', `'${result}'`)}),
    ${end}
    select lane.app_id, lane.webhook_id, lane.order_key, lane.leased_by as token, lane.more, ${TARGET}, ${DELIVERY}
    from settled lane
    left join lateral (
      select w.* from webhooks w join apps a on a.id = w.app_id and a.deleted_at is null
      where w.app_id = lane.app_id and w.id = lane.webhook_id limit 1
    ) w on lane.more
    left join lateral (
      select d.* from webhook_deliveries d
      where d.app_id = lane.app_id and d.webhook_id = lane.webhook_id and d.order_key = lane.order_key
        and d.dead_at is null and d.position > lane.position
      order by d.position limit 1
    ) d on lane.more`,
});

export const DELIVERED = settle('lanes-delivered', 'delivered', `working as (${noteWorking('settled')})`);

/** Keeps the dead deliveries, with the reason, until they are replayed or purged. */
export const DIED = settle('lanes-died', 'dead', `
    failing as (${noteFailing('settled')}),
    kept_dead as (
      insert into dead_deliveries (app_id, webhook_id, event_id, position, order_key, type, created_at, payload, cell_references, cells, died_at, error)
      select g.app_id, g.webhook_id, g.event_id, g.position, g.order_key, g.type, g.created_at, g.payload, g.cell_references, g.cells, now(), s.error
      from gone g join settled s using (position)
      on conflict do nothing
    )`);

/** The lane of a holder: $1 app, $2 webhook, $3 order key, $4 token. */
const MINE = 'app_id = $1 and webhook_id = $2 and order_key = $3 and leased_by = $4';

/** Frees a lane until its next attempt: $6 seconds from now; $7 is how much this one counts (1 or 0); $8 … the attempt. */
export const RETRY = {
  name: 'lane-retry',
  text: `
    with kept as (
      update webhook_lanes
      set attempts = attempts + $7::int, next_attempt_at = now() + make_interval(secs => $6::float8), lease_until = null, leased_by = null
      where ${MINE} returning app_id, webhook_id
    ),
    tried as materialized (
      select kept.*, d.event_id, d.type, a.* from kept cross join unnest(${attemptParameters(8)}) as a(${ATTEMPT})
      join webhook_deliveries d on d.position = $5
    ),
    failing as (${noteFailing('tried')}),
    logged as (${logAttempts('tried', "'retried'")})
    select from tried`,
};

/** Renews leases, in the order of the lanes' key: $1 apps, $2 webhooks, $3 order keys, $4 tokens, $5 seconds. Answers those that were still held. */
export const RENEW = {
  name: 'lanes-renew',
  text: `
    with held as materialized (
      select lane.app_id, lane.webhook_id, lane.order_key
      from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as s(app_id, webhook_id, order_key, token) ${LOCKED}
    )
    update webhook_lanes l
    set next_attempt_at = now() + make_interval(secs => $5::float8), lease_until = now() + make_interval(secs => $5::float8)
    from held where l.app_id = held.app_id and l.webhook_id = held.webhook_id and l.order_key = held.order_key
    returning l.app_id, l.webhook_id, l.order_key`,
};

/** Gives a lane back untouched. */
export const RELEASE = {
  name: 'lane-release',
  text: `update webhook_lanes set next_attempt_at = now(), lease_until = null, leased_by = null where ${MINE} returning 1`,
};

/** Removes a lane that holds nothing to deliver: it can only be left over from a deletion. */
export const DISCARD = {
  name: 'lane-discard',
  text: `
    delete from webhook_lanes l where ${MINE} and not exists (
      select from webhook_deliveries d
      where d.app_id = l.app_id and d.webhook_id = l.webhook_id and d.order_key = l.order_key and d.dead_at is null)`,
};
