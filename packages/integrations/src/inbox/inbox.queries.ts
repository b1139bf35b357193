import { claimLanes, renewLane } from '../lanes/lane.queries.js';

/** The integration that a vendor calls, with what its type has of its own; nothing of an app that is deleted. $1 app · $2 integration */
export const CALLED = {
  name: 'inbox-called',
  text: `
    select i.app_id, i.id, i.type, i.sealed_settings from integrations i join apps a on a.id = i.app_id
    where i.app_id = $1 and i.id = $2 and a.deleted_at is null`,
};

/** Holds the integration before anything that goes with it is written, as who deletes it does: a circle of locks would end one of the two. */
const SHARED = 'shared as materialized (select app_id, id from integrations where app_id = $1 and id = $2 for key share)';

/**
 * Takes events in: those whose key is there already are left out, in one statement with the lanes of their senders. Where that is all of
 * them nothing is written or locked: vendors repeat for hours, and what is only read costs no flush.
 * $1 app · $2 integration · $3 keys · $4 senders · $5 sealed events
 */
export const TAKE = {
  name: 'inbox-take',
  text: `
    with told as materialized (
      select e.* from unnest($3::bytea[], $4::bytea[], $5::bytea[]) with ordinality as e(key, sender, event, nth)
      where not exists (select from channel_inbox known where known.app_id = $1 and known.integration_id = $2 and known.key_index = e.key)),
    shared as materialized (select app_id, id from integrations where app_id = $1 and id = $2 and exists (select from told) for key share),
    fresh as (
      insert into channel_inbox (app_id, integration_id, key_index, sender_index, sealed_event)
      select shared.app_id, shared.id, e.key, e.sender, e.event from shared cross join told e order by e.nth
      on conflict (app_id, integration_id, key_index) do nothing
      returning sender_index),
    lanes as (
      insert into channel_inbox_lanes (app_id, integration_id, sender_index, pending, next_attempt_at)
      select $1, $2, sender_index, count(*), now() from fresh group by sender_index order by sender_index
      on conflict (app_id, integration_id, sender_index) do update set pending = channel_inbox_lanes.pending + excluded.pending)
    select count(*)::int as taken from fresh`,
};

/** Leases due lanes, of apps that are there. */
export const CLAIM = claimLanes('inbox-claim', { table: 'channel_inbox_lanes', key: 'sender_index', apps: 'join apps a on a.id = walk.app_id and a.deleted_at is null' });

/** Longer events are not with their lane's head. */
const SMALL_BYTES = 1024 * 1024;

/** The event at a lane's head, and its length. $1 app · $2 integration · $3 sender */
export const HEAD = {
  name: 'inbox-head',
  text: `
    select e.position::text, e.key_index, case when octet_length(e.sealed_event) <= ${SMALL_BYTES} then e.sealed_event end as sealed_event,
      octet_length(e.sealed_event) as event_bytes, e.received_at, i.type, i.status, i.sealed_settings from channel_inbox e
    join integrations i on i.app_id = e.app_id and i.id = e.integration_id
    where e.app_id = $1 and e.integration_id = $2 and e.sender_index = $3 and e.applied_at is null and e.parked_at is null
    order by e.position limit 1`,
};

/** A long event. $1 app · $2 integration · $3 key */
export const LONG_EVENT = { name: 'inbox-long-event', text: 'select sealed_event from channel_inbox where app_id = $1 and integration_id = $2 and key_index = $3' };

/**
 * Marks the head of a lane that is still ours as applied, in the transaction that applies it, or as parked, and ends a lane that has no
 * other event (`ended`): then it needs no giving back. Answers nothing where the lease was lost, or the integration is gone, or where an
 * event came in while it was looked at. $1 app · $2 integration · $3 sender · $4 token · $5 position · $6 the fault it is parked for
 */
export const SETTLE = {
  name: 'inbox-settle',
  text: `
    with ${SHARED},
    gone as (
      delete from channel_inbox_lanes l using shared
      where l.app_id = shared.app_id and l.integration_id = shared.id and l.sender_index = $3 and l.leased_by = $4 and l.pending <= 1 returning true as ended),
    kept as (
      update channel_inbox_lanes l set pending = pending - 1, attempts = 0 from shared
      where l.app_id = shared.app_id and l.integration_id = shared.id and l.sender_index = $3 and l.leased_by = $4 and l.pending > 1 returning false as ended),
    lane as (select ended from gone union all select ended from kept)
    update channel_inbox set
      sealed_event = case when $6::text is null then null else sealed_event end,
      applied_at = case when $6::text is null then now() end,
      parked_at = case when $6::text is not null then now() end, fault = $6
    from lane where position = $5::bigint and app_id = $1 and applied_at is null and parked_at is null
    returning lane.ended`,
};

/**
 * Gives a lane back, due in $5 seconds, after $6 attempts; one without events goes. Answers nothing where it is not ours, or
 * where events came in while it was looked at.
 */
export const RELEASE = {
  name: 'inbox-release',
  text: `
    with gone as (
      delete from channel_inbox_lanes where app_id = $1 and integration_id = $2 and sender_index = $3 and leased_by = $4 and pending <= 0 returning 1),
    kept as (
      update channel_inbox_lanes set next_attempt_at = now() + make_interval(secs => $5::float8), attempts = $6, leased_by = null
      where app_id = $1 and integration_id = $2 and sender_index = $3 and leased_by = $4 and pending > 0 returning 1)
    select 1 from gone union all select 1 from kept`,
};

/** Keeps a lane that is still ours. */
export const RENEW = renewLane('inbox-renew', { table: 'channel_inbox_lanes', key: 'sender_index' });

/**
 * The marks of events that nobody will tell again, and what was parked for so long that nobody looks any more: not what waits for an
 * erasure, and nothing of an app in which a legal hold is in force, for whom that reaches is known only once an event is applied.
 * $1 $2 seconds · $3 limit
 */
export const PURGE = `
  delete from channel_inbox where ctid = any(array(
    select e.ctid from channel_inbox e where e.applied_at < now() - make_interval(secs => $1) or (e.parked_at < now() - make_interval(secs => $2)
      and e.hidden_by is null and not exists (select from legal_holds h where h.app_id = e.app_id and h.lifted_at is null)) limit $3))
  returning 1`;
