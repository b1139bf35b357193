import type pg from 'pg';
import { columnList } from '../load/copy-in.js';
import { inTransaction } from '../target/target.js';

/** Where events, deliveries and messages to channels of a restored database wait until somebody says that they are to be sent. */
export const HELD = 'parley_held';
const TABLES = ['outbox_events', 'webhook_deliveries', 'webhook_lanes', 'channel_outbox', 'channel_outbox_lanes'] as const;
type Table = (typeof TABLES)[number];

/** What is held. */
export interface Held {
  readonly events: number;
  readonly deliveries: number;
  /** Of the business, to people on channels. */
  readonly messages: number;
}

/** Nothing is held. */
export const NONE_HELD: Held = { events: 0, deliveries: 0, messages: 0 };

/** How many things that are. */
export const sumOf = ({ events, deliveries, messages }: Held): number => events + deliveries + messages;

/** Moves what waits to be sent out of the workers' reach, as its targets may have it already. As the owner, whom no policy binds; again without harm. */
export async function hold(client: pg.Client): Promise<Held> {
  await inTransaction(client, async () => {
    for (const table of await makeHeld(client)) {
      await client.query(`with moved as (delete from public.${table} returning *) insert into ${HELD}.${table} select * from moved`);
    }
  });
  return (await heldRows(client)) ?? NONE_HELD;
}

/** Makes the place where it waits, for the tables that there are: a restored database may be of a version that had fewer. In a transaction of the caller's. */
export async function makeHeld(client: pg.Client): Promise<readonly Table[]> {
  await client.query(`create schema if not exists ${HELD}`);
  const tables = await inSchema(client, 'public');
  for (const table of tables) await client.query(`create table if not exists ${HELD}.${table} (like public.${table})`);
  return tables;
}

/** Those of the tables that a schema has, in their order. */
async function inSchema(client: pg.Client, schema: string): Promise<readonly Table[]> {
  const { rows } = await client.query<{ name: string }>('select relname as name from pg_class where relnamespace = to_regnamespace($1)', [schema]);
  return TABLES.filter((table) => rows.some(({ name }) => name === table));
}

/** Nothing where the database was not restored, or all was released. */
export async function heldRows(client: pg.Client): Promise<Held | undefined> {
  const tables = await inSchema(client, HELD);
  if (tables.length === 0) return undefined;
  const count = async (table: Table): Promise<number> =>
    (tables.includes(table) ? ((await client.query<{ count: number }>(`select count(*)::int as count from ${HELD}.${table}`)).rows[0]?.count ?? 0) : 0);
  return { events: await count('outbox_events'), deliveries: await count('webhook_deliveries'), messages: await count('channel_outbox') };
}

/**
 * Moves it back, to be sent in its order and before what came later, or drops it. Deliveries to webhooks that are gone are
 * dropped; so are messages to integrations that are. As the owner of the tables; while workers work. Answers what there was, or nothing.
 */
export async function releaseHeld(client: pg.Client, { discard }: { readonly discard: boolean }): Promise<Held | undefined> {
  return inTransaction(client, async () => {
    const held = await heldRows(client);
    if (!held) return undefined;
    if (!discard) {
      await client.query(`select set_config('parley.scope', '*', true)`);
      for (const table of await inSchema(client, HELD)) await moveBack(client, table);
    }
    await client.query(`drop schema ${HELD} cascade`);
    return held;
  });
}

/** What goes back of a table: what is for somebody who is still there, and what becomes of a lane that has come to life since then. */
const BACK: Record<Table, { readonly which?: string; readonly afterwards?: string }> = {
  outbox_events: {},
  webhook_deliveries: { which: 'where exists (select from webhooks w where w.app_id = h.app_id and w.id = h.webhook_id)' },
  webhook_lanes: {
    which: 'where exists (select from webhooks w where w.app_id = h.app_id and w.id = h.webhook_id)',
    afterwards: 'on conflict (app_id, webhook_id, order_key) do update set pending = webhook_lanes.pending + excluded.pending',
  },
  channel_outbox: { which: 'where exists (select from integrations i where i.app_id = h.app_id and i.id = h.integration_id)' },
  channel_outbox_lanes: {
    which: 'where exists (select from integrations i where i.app_id = h.app_id and i.id = h.integration_id)',
    afterwards: 'on conflict (app_id, integration_id, conversation_id) do update set queued = channel_outbox_lanes.queued + excluded.queued',
  },
};

/** A lane's lease was another database's: it is due now. One that is leased here is looked at again when that lease ends. */
const RENEWED: Partial<Record<Table, string>> = {
  webhook_lanes: 'attempts = 0, next_attempt_at = now(), lease_until = null, leased_by = null',
  channel_outbox_lanes: 'attempts = 0, next_attempt_at = now(), leased_by = null',
};

/** Migrations since then may have added columns, which take their defaults. */
async function moveBack(client: pg.Client, table: Table): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select a.attname as name from pg_attribute a join pg_attribute h on h.attname = a.attname and h.attrelid = '${HELD}.${table}'::regclass and h.attnum > 0 and not h.attisdropped
     where a.attrelid = 'public.${table}'::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`);
  const columns = columnList(rows.map(({ name }) => name));
  if (RENEWED[table]) await client.query(`update ${HELD}.${table} set ${RENEWED[table]}`);
  const { which = '', afterwards = '' } = BACK[table];
  await client.query(`insert into public.${table} (${columns}) overriding system value select ${columns} from ${HELD}.${table} h ${which} ${afterwards}`);
}
