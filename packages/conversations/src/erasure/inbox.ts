import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/**
 * What a user's channels told of him and nobody has applied yet (packages/integrations keeps it): his are the lanes of his accounts, and
 * those of their receipts, whose index has one byte more.
 */
const HIS_LANES = `
  select a.app_id, a.integration_id, lane.sender_index from clients c join client_addresses a on a.app_id = c.app_id and a.client_id = c.id
  cross join lateral (values (a.address_index), (a.address_index || '\\x01'::bytea)) as lane(sender_index)
  where c.app_id = $1 and c.user_id = $2`;

/**
 * Takes his lanes from whoever works through them, and holds them until the transaction ends: nothing of his is applied or comes in
 * meanwhile. Also those in which nothing waits: a worker clears them away. The integrations are held first, as by whatever else writes there.
 */
const TAKE_LANES = {
  name: 'erasure-take-inbox-lanes',
  text: `
    with lanes as materialized (${HIS_LANES}),
    shared as materialized (
      select id from integrations where app_id = $1 and id in (select integration_id from lanes) order by id for key share)
    insert into channel_inbox_lanes (app_id, integration_id, sender_index, pending, next_attempt_at)
    select l.app_id, l.integration_id, l.sender_index, 0, now() from shared join lanes l on l.integration_id = shared.id order by l.integration_id, l.sender_index
    on conflict (app_id, integration_id, sender_index) do update set leased_by = null, next_attempt_at = now()`,
};

/** How an event is parked that had waited. */
const WAITED = 'erased';

/** $3 the erasure */
const HIDE = {
  name: 'erasure-hide-inbox',
  text: `
    with lanes as materialized (${HIS_LANES}),
    waiting as (
      update channel_inbox e set hidden_by = $3, parked_at = now(), fault = '${WAITED}' from lanes l
      where e.app_id = l.app_id and e.integration_id = l.integration_id and e.sender_index = l.sender_index and e.applied_at is null and e.parked_at is null
      returning e.integration_id, e.sender_index),
    parked as (
      update channel_inbox e set hidden_by = $3 from lanes l
      where e.app_id = l.app_id and e.integration_id = l.integration_id and e.sender_index = l.sender_index and e.parked_at is not null and e.hidden_by is null)
    update channel_inbox_lanes l set pending = l.pending - w.events, attempts = 0
    from (select integration_id, sender_index, count(*)::int as events from waiting group by integration_id, sender_index) w
    where l.app_id = $1 and l.integration_id = w.integration_id and l.sender_index = w.sender_index`,
};

/** The lanes of what an erasure hides. $1 app · $2 the erasure */
const HOLD_HIDDEN = {
  name: 'erasure-hold-hidden-inbox',
  text: `
    with lanes as materialized (select distinct app_id, integration_id, sender_index from channel_inbox where app_id = $1 and hidden_by = $2 and fault = '${WAITED}'),
    shared as materialized (
      select id from integrations where app_id = $1 and id in (select integration_id from lanes) order by id for key share)
    insert into channel_inbox_lanes (app_id, integration_id, sender_index, pending, next_attempt_at)
    select l.app_id, l.integration_id, l.sender_index, 0, now() from shared join lanes l on l.integration_id = shared.id order by l.integration_id, l.sender_index
    on conflict (app_id, integration_id, sender_index) do update set pending = channel_inbox_lanes.pending`,
};

/** Before what came since: positions keep the order. */
const REVEAL = {
  name: 'erasure-reveal-inbox',
  text: `
    with shown as (
      update channel_inbox set hidden_by = null, parked_at = case when fault <> '${WAITED}' then parked_at end, fault = nullif(fault, '${WAITED}')
      where app_id = $1 and hidden_by = $2
      returning integration_id, sender_index, parked_at)
    update channel_inbox_lanes l set pending = l.pending + s.events
    from (select integration_id, sender_index, count(*)::int as events from shown where parked_at is null group by integration_id, sender_index) s
    where l.app_id = $1 and l.integration_id = s.integration_id and l.sender_index = s.sender_index`,
};

/** Empties them as if they had been applied: a vendor that tells them again is not heard. $3 limit */
const EMPTY = {
  name: 'erasure-empty-inbox',
  text: `
    update channel_inbox set sealed_event = null, applied_at = now(), parked_at = null, fault = null, hidden_by = null
    where ctid = any(array(select ctid from channel_inbox where app_id = $1 and hidden_by = $2 limit $3))
    returning 1`,
};

/**
 * Keeps what waits of a user's channels from being applied until the transaction ends. Before the user's lock: who applies an event holds
 * its lane, and then wants the user's.
 */
export const holdInboxOf = async (tx: Sql, appId: AppId, userId: string): Promise<void> => void (await tx.query(TAKE_LANES, [appId, userId]));

/** Hides what waits and what is parked of his, before his accounts are unlinked. The caller holds his inbox, and his lock. */
export const hideInboxOf = async (tx: Sql, appId: AppId, userId: string, erasureId: string): Promise<void> => void (await tx.query(HIDE, [appId, userId, erasureId]));

/** Has wait again what waited, and parked again what was parked. */
export async function revealInbox(tx: Sql, appId: AppId, erasureId: string): Promise<void> {
  await tx.query(HOLD_HIDDEN, [appId, erasureId]);
  await tx.query(REVEAL, [appId, erasureId]);
}

/** Empties at most `limit` events that an erasure hides, and answers how many. */
export const emptyInbox = async (tx: Sql, appId: AppId, erasureId: string, limit: number): Promise<number> => (await tx.query(EMPTY, [appId, erasureId, limit])).length;
