import { quotes, type DroppedEvents, type Sql } from '@parley/persistence';

interface Found {
  readonly [column: string]: unknown;
  readonly webhook_id: string;
  readonly order_key: string;
  readonly position: string;
}

/** Also of those that a version before left dead here. */
const FIND = `
  select d.webhook_id, d.order_key, d.position from webhook_deliveries d
  where d.app_id = $1 and ${quotes('d')} order by d.webhook_id, d.order_key, d.position limit $4`;

/** In the order of the lanes' key, as every statement that locks several: $2 webhooks, $3 order keys. */
const LOCK = `
  select l.ctid from (select distinct * from unnest($2::text[], $3::text[]) as lane(webhook_id, order_key)) s
  join webhook_lanes l on l.app_id = $1 and l.webhook_id = s.webhook_id and l.order_key = s.order_key
  order by l.webhook_id, l.order_key for update of l`;

/** Locked in the order in which whoever removes a deleted webhook's locks them. */
const REMOVE = `
  with held as materialized (
    select position from webhook_deliveries where position = any($1::bigint[]) order by app_id, webhook_id, order_key, position for update
  )
  delete from webhook_deliveries where position = any(array(select position from held))
  returning webhook_id, order_key, position, dead_at is null as alive`;

/**
 * $1 app, $2 webhooks, $3 order keys, $4 how many that waited went, $5 the first position of those. Where the head went,
 * its failed attempts say nothing of the next; a holder keeps his lease, and finds out at his next statement.
 */
const RECKON = `
  with dropped as (select * from unnest($2::text[], $3::text[], $4::int[], $5::bigint[]) as lane(webhook_id, order_key, count, first)),
  emptied as (
    delete from webhook_lanes l using dropped s
    where l.app_id = $1 and l.webhook_id = s.webhook_id and l.order_key = s.order_key and l.pending <= s.count
  )
  update webhook_lanes l
  set pending = l.pending - s.count, attempts = case when s.head then 0 else l.attempts end,
      next_attempt_at = case when s.head and l.leased_by is null then now() else l.next_attempt_at end
  from (
    select dropped.*, not exists (
      select from webhook_deliveries d
      where d.app_id = $1 and d.webhook_id = dropped.webhook_id and d.order_key = dropped.order_key and d.dead_at is null and d.position < first) as head
    from dropped
  ) s
  where l.app_id = $1 and l.webhook_id = s.webhook_id and l.order_key = s.order_key and l.pending > s.count`;

/** The dead are in nobody's lane. One that is being replayed is waited for, and is found among the others next time. */
const DROP_DEAD = `
  delete from dead_deliveries where ctid = any(array(select d.ctid from dead_deliveries d where d.app_id = $1 and ${quotes('d')} limit $4)) returning 1`;

/**
 * Removes at most `limit` deliveries, waiting or dead, in the caller's transaction in the app's scope, and says how many: what
 * they quote is being erased. Their lanes go on with what is left, or go. What is being sent at this moment is sent.
 */
export async function dropDeliveries(tx: Sql, whose: DroppedEvents, limit: number): Promise<number> {
  const waiting = await dropWaiting(tx, whose, limit);
  if (waiting === limit) return waiting;
  const { appId, subjects, before } = whose;
  return waiting + (await tx.query(DROP_DEAD, [appId, subjects ?? null, before ?? null, limit - waiting])).length;
}

async function dropWaiting(tx: Sql, { appId, subjects, before }: DroppedEvents, limit: number): Promise<number> {
  const found = await tx.query<Found>(FIND, [appId, subjects ?? null, before ?? null, limit]);
  if (found.length === 0) return 0;
  await tx.query(LOCK, [appId, found.map(({ webhook_id: id }) => id), found.map(({ order_key: key }) => key)]);
  // Younger than the locks: what was delivered while they were waited for is gone, and counted by who delivered it.
  const removed = await tx.query<Found & { readonly alive: boolean }>(REMOVE, [found.map(({ position }) => position)]);
  const lanes = reckoned(removed.filter(({ alive }) => alive));
  await tx.query(RECKON, [
    appId, lanes.map(({ webhookId }) => webhookId), lanes.map(({ orderKey }) => orderKey), lanes.map(({ count }) => count), lanes.map(({ first }) => String(first)),
  ]);
  return found.length;
}

interface Reckoned {
  readonly webhookId: string;
  readonly orderKey: string;
  readonly count: number;
  readonly first: bigint;
}

/** How many went of each lane, and the first of them. */
function reckoned(removed: readonly Found[]): Reckoned[] {
  const lanes = new Map<string, Reckoned>();
  for (const { webhook_id: webhookId, order_key: orderKey, position } of removed) {
    const name = JSON.stringify([webhookId, orderKey]);
    const { count, first } = lanes.get(name) ?? { count: 0, first: BigInt(position) };
    lanes.set(name, { webhookId, orderKey, count: count + 1, first: BigInt(position) < first ? BigInt(position) : first });
  }
  return [...lanes.values()];
}
