/** Parked events, the oldest first; not those that wait for an erasure, which are nobody's to try again. $1 an app, or null · $2 limit */
export const PARKED = `
  select e.position::text as id, e.app_id, e.integration_id, e.received_at, e.parked_at, e.fault from channel_inbox e
  where e.parked_at is not null and e.hidden_by is null and ($1::text is null or e.app_id = $1) order by e.parked_at, e.position limit $2`;

/** Whose a parked event is, or those of an integration. $1 position or null · $2 integration or null */
export const OF_PARKED = `
  select e.app_id, a.account_id, e.integration_id from channel_inbox e join apps a on a.id = e.app_id
  where e.parked_at is not null and e.hidden_by is null and (e.position = $1::bigint or e.integration_id = $2) limit 1`;

const SHARED = 'shared as materialized (select app_id, id from integrations where app_id = $1 and id = $2 for key share)';
const AGAIN = 'e.parked_at is not null and e.hidden_by is null and ($3::bigint is null or e.position = $3::bigint)';

/**
 * Holds the lanes of parked events before the events, as whoever applies or hides them does; the integration before all. $1 app ·
 * $2 integration · $3 position, or null for all
 */
export const HOLD_LANES = `
  with ${SHARED}
  insert into channel_inbox_lanes (app_id, integration_id, sender_index, pending, next_attempt_at)
  select distinct e.app_id, e.integration_id, e.sender_index, 0, now() from shared join channel_inbox e on e.app_id = shared.app_id and e.integration_id = shared.id
  where ${AGAIN} order by e.sender_index
  on conflict (app_id, integration_id, sender_index) do update set pending = channel_inbox_lanes.pending`;

/** Has them wait again. The caller holds their lanes. $1 app · $2 integration · $3 position, or null for all */
export const RETRY = `
  with ${SHARED},
  again as (
    update channel_inbox e set parked_at = null, fault = null from shared
    where e.app_id = shared.app_id and e.integration_id = shared.id and ${AGAIN}
    returning e.sender_index),
  lanes as (
    insert into channel_inbox_lanes (app_id, integration_id, sender_index, pending, next_attempt_at)
    select $1, $2, sender_index, count(*), now() from again group by sender_index order by sender_index
    on conflict (app_id, integration_id, sender_index) do update set pending = channel_inbox_lanes.pending + excluded.pending)
  select count(*)::int as retried from again`;
