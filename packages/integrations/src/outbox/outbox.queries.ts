import { claimLanes, renewLane } from '../lanes/lane.queries.js';

const LANES = { table: 'channel_outbox_lanes', key: 'conversation_id' };

/** Of apps that are deleted nothing is sent; what is left of those that are gone altogether is cleared away. */
const APPS = 'join lateral (select where not exists (select from apps a where a.id = walk.app_id and a.deleted_at is not null)) kept on true';

/** Leases due lanes. */
export const CLAIM = claimLanes('outbox-claim', { ...LANES, apps: APPS });

/** Keeps a lane that is still ours. */
export const RENEW = renewLane('outbox-renew', LANES);

/** The lane of a holder: $1 app · $2 integration · $3 conversation · $4 token */
const MINE = 'app_id = $1 and integration_id = $2 and conversation_id = $3 and leased_by = $4';
const HELD = `exists (select from channel_outbox_lanes where ${MINE})`;

/** What a lane says next, null where it says nothing, and its integration, null where that is gone. */
export const HEAD = {
  name: 'outbox-head',
  text: `
    select l.queued::text, o.position::text, o.message_id, o.client_id, o.queued_at, o.parts_done, o.begun_at is not null as begun, o.sealed_external_ids,
      i.type, i.status, i.sealed_settings
    from (select * from channel_outbox_lanes where ${MINE}) l
    left join lateral (
      select * from channel_outbox o where o.app_id = l.app_id and o.integration_id = l.integration_id and o.conversation_id = l.conversation_id
      order by o.position limit 1) o on true
    left join integrations i on i.app_id = l.app_id and i.id = l.integration_id`,
};

/** A request is about to go; answers nothing where the lane is another worker's. $5 position */
export const BEGIN = {
  name: 'outbox-begin',
  text: `update channel_outbox set begun_at = now() where position = $5::bigint and app_id = $1 and ${HELD} returning 1`,
};

/** The vendor did not take it: it may go again. $5 position */
export const STALL = {
  name: 'outbox-stall',
  text: `update channel_outbox set begun_at = null where position = $5::bigint and app_id = $1 and ${HELD} returning 1`,
};

/** The vendor took one of several. $5 position · $6 the vendor's ids so far, sealed */
export const ADVANCE = {
  name: 'outbox-advance',
  text: `
    update channel_outbox set begun_at = null, parts_done = parts_done + 1, sealed_external_ids = $6
    where position = $5::bigint and app_id = $1 and ${HELD} returning 1`,
};

/**
 * Its way is over, and so is that of a lane which says nothing more (`ended`): where nothing else waits in it, and nothing was put in
 * since it was looked at. The caller holds the conversation's lock, which comes before the lane's. $5 position · $6 how many had been put in
 */
export const SETTLE = {
  name: 'outbox-settle',
  text: `
    with lane as materialized (select from channel_outbox_lanes where ${MINE} for no key update),
    gone as (delete from channel_outbox where position = $5::bigint and app_id = $1 and exists (select from lane) returning 1),
    ended as (
      delete from channel_outbox_lanes where ${MINE} and queued = $6::bigint and exists (select from gone)
        and not exists (select from channel_outbox o where o.app_id = $1 and o.integration_id = $2 and o.conversation_id = $3 and o.position <> $5::bigint)
      returning 1)
    select exists (select from ended) as ended from gone`,
};

/** Gives a lane back, due in $5 seconds, after $6 attempts. */
export const RELEASE = {
  name: 'outbox-release',
  text: `update channel_outbox_lanes set next_attempt_at = now() + make_interval(secs => $5::float8), attempts = $6, leased_by = null where ${MINE}`,
};

/** Ends a lane that says nothing; does nothing where something was put in since it was looked at. $5 how many had been put in */
export const END = { name: 'outbox-end', text: `delete from channel_outbox_lanes where ${MINE} and queued = $5::bigint returning 1` };

/**
 * What its vendor refused last; of the same again once a minute, so that a vendor that is away costs no more writes. $3 class · $4 code
 * · $5 the settings it was found out with; does nothing where they have been replaced.
 */
export const NOTE_FAULT = {
  name: 'integration-note-fault',
  text: `
    update integrations set fault_class = $3, fault_code = $4, fault_at = now()
    where app_id = $1 and id = $2 and sealed_settings is not distinct from $5
      and ((fault_class, fault_code) is distinct from ($3, $4) or fault_at < now() - interval '1 minute')`,
};

/** $3 its status · $4 the settings it was found out with; answers nothing where that is what it was, or where they have been replaced. */
export const SET_STATUS = {
  name: 'integration-set-status',
  text: `
    update integrations set status = $3 where app_id = $1 and id = $2 and status <> $3 and sealed_settings is not distinct from $4
    returning (select account_id from apps where id = $1) as account_id`,
};
