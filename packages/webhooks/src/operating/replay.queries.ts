/** The dead of a webhook, in the order in which they were to be sent: $3 events, $4 $5 when they were made, $6 after which position, $7 how many. */
export const FIND_DEAD = `
  select event_id, position, order_key, payload, cell_references, cells from dead_deliveries
  where app_id = $1 and webhook_id = $2 and ($3::text[] is null or event_id = any($3))
    and ($4::timestamptz is null or created_at >= $4) and ($5::timestamptz is null or created_at < $5) and position > $6
  order by position limit $7`;

/** Whoever holds it is alone at giving out positions: a delivery that came first into a lane would otherwise be seen last. */
export const TAKE_TURN = 'select pg_advisory_xact_lock($1)';

/** Held as by fan-out, before any lane; and whose app it is. */
export const HOLD_WEBHOOK = `
  select (select a.account_id from apps a where a.id = w.app_id) as account_id from webhooks w where w.app_id = $1 and w.id = $2 for key share of w`;

/** Before any delivery, in the order of their keys, as every statement that locks several. */
export const LOCK_LANES = `
  select from webhook_lanes where app_id = $1 and webhook_id = $2 and order_key = any($3::text[]) order by order_key for update`;

/** Puts dead deliveries behind what waits in their lanes, in their order among themselves. $3 events. */
export const REVIVE = `
  with revived as (
    delete from dead_deliveries where app_id = $1 and webhook_id = $2 and event_id = any($3::text[]) returning *
  ),
  placed as (
    insert into webhook_deliveries (app_id, webhook_id, order_key, event_id, type, created_at, payload, cell_references, cells)
    select app_id, webhook_id, order_key, event_id, type, created_at, payload, cell_references, cells from revived order by position
    returning order_key
  ),
  lanes as (
    insert into webhook_lanes (app_id, webhook_id, order_key, pending, next_attempt_at)
    select $1, $2, order_key, count(*), now() from placed group by order_key order by order_key
    on conflict (app_id, webhook_id, order_key) do update set pending = webhook_lanes.pending + excluded.pending
  )
  select count(*)::int as count from placed`;

/** Removes dead deliveries of which there is nothing to send any more. $3 events. */
export const DROP = 'delete from dead_deliveries where app_id = $1 and webhook_id = $2 and event_id = any($3::text[]) returning 1';

/** Which of the rows that dead deliveries quote are still there; hidden ones are not, for whoever sees but the app's own. */
export const STILL_THERE = `
  select 'messages' as table, r.name from unnest($2::text[]) as r(name)
  where exists (select from messages m where m.app_id = $1 and m.conversation_id = split_part(r.name, '/', 1) and m.id = split_part(r.name, '/', 2))
  union all
  select 'conversations', r.name from unnest($3::text[]) as r(name) where exists (select from conversations c where c.app_id = $1 and c.id = r.name)
  union all
  select 'users', r.name from unnest($4::text[]) as r(name) where exists (select from users u where u.app_id = $1 and u.id = r.name)`;
