import type pg from 'pg';
import { columnList } from '../load/copy-in.js';
import { inTransaction } from '../target/target.js';

/** Where events and deliveries of a restored database wait until somebody says that they are to be sent. */
export const HELD = 'parley_held';
const TABLES = ['outbox_events', 'webhook_deliveries', 'webhook_lanes'] as const;

/** What is held. */
export interface Held {
  readonly events: number;
  readonly deliveries: number;
}

/** Moves what waits to be sent out of the workers' reach, as its targets may have it already. As the owner, whom no policy binds; again without harm. */
export async function hold(client: pg.Client): Promise<Held> {
  await inTransaction(client, async () => {
    await makeHeld(client);
    for (const table of TABLES) {
      await client.query(`with moved as (delete from public.${table} returning *) insert into ${HELD}.${table} select * from moved`);
    }
  });
  return (await heldRows(client)) ?? { events: 0, deliveries: 0 };
}

/** Makes the place where it waits. In a transaction of the caller's. */
export async function makeHeld(client: pg.Client): Promise<void> {
  await client.query(`create schema if not exists ${HELD}`);
  for (const table of TABLES) await client.query(`create table if not exists ${HELD}.${table} (like public.${table})`);
}

/** Nothing where the database was not restored, or all was released. */
export async function heldRows(client: pg.Client): Promise<Held | undefined> {
  const { rows: [there] } = await client.query<{ there: boolean }>(`select to_regclass('${HELD}.webhook_lanes') is not null as there`);
  if (!there?.there) return undefined;
  const { rows: [held] } = await client.query<Held>(`select (select count(*)::int from ${HELD}.outbox_events) as events, (select count(*)::int from ${HELD}.webhook_deliveries) as deliveries`);
  return held;
}

/**
 * Moves it back, to be sent in its order and before what came later, or drops it. Deliveries to webhooks that are gone are
 * dropped. As the owner of the tables; while workers work. Answers what there was, or nothing.
 */
export async function releaseHeld(client: pg.Client, { discard }: { readonly discard: boolean }): Promise<Held | undefined> {
  return inTransaction(client, async () => {
    const held = await heldRows(client);
    if (!held) return undefined;
    if (!discard) {
      await client.query(`select set_config('parley.scope', '*', true)`);
      for (const table of TABLES) await moveBack(client, table);
    }
    await client.query(`drop schema ${HELD} cascade`);
    return held;
  });
}

const OF_A_WEBHOOK = 'where exists (select from webhooks w where w.app_id = h.app_id and w.id = h.webhook_id)';

/** A lane that has come to life since then has more to send; one that is leased is looked at again when its lease ends. */
const AFTERWARDS: Record<(typeof TABLES)[number], string> = {
  outbox_events: '',
  webhook_deliveries: '',
  webhook_lanes: 'on conflict (app_id, webhook_id, order_key) do update set pending = webhook_lanes.pending + excluded.pending',
};

/** Migrations since then may have added columns, which take their defaults. A lane's lease was another database's. */
async function moveBack(client: pg.Client, table: (typeof TABLES)[number]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select a.attname as name from pg_attribute a join pg_attribute h on h.attname = a.attname and h.attrelid = '${HELD}.${table}'::regclass and h.attnum > 0 and not h.attisdropped
     where a.attrelid = 'public.${table}'::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`);
  const columns = columnList(rows.map(({ name }) => name));
  if (table === 'webhook_lanes') await client.query(`update ${HELD}.${table} set attempts = 0, next_attempt_at = now(), lease_until = null, leased_by = null`);
  const which = table === 'outbox_events' ? '' : OF_A_WEBHOOK;
  await client.query(`insert into public.${table} (${columns}) overriding system value select ${columns} from ${HELD}.${table} h ${which} ${AFTERWARDS[table]}`);
}
