import type { Owner } from '@parley/crypto-at-rest';
import { asAppId, newId } from '@parley/kernel';
import pg from 'pg';
import type { Keyrings } from './keyrings.js';
import { sampleMessage, type SampleMessage } from './sample-message.js';

/** Bytes on disk of one message, its share of indexes and pages included. */
export interface Disk {
  readonly messageBytes: number;
  readonly sealed: number;
  readonly plain: number;
}

const ROWS = 20_000;
const BATCH = 1000;
/** Seals and reads to see that plain and sealed differ in nothing else: the table as it is, and as it was before messages were sealed. */
const TABLES = `
  create schema bench;
  create table bench.sealed (like public.messages including all);
  create table bench.plain (like public.messages including all);
  alter table bench.plain drop column sealed_body, drop column sealed_channel, drop column author_name, add column body jsonb not null`;
const COMMON = 'app_id, conversation_id, id, ordinal, received, author_type, author_user_id';
const ROW = `select $1, $2, id, ordinal, now(), case when author is null then 'business' else 'user' end, author`;
const INSERT_SEALED = `insert into bench.sealed (${COMMON}, sealed_body, author_name)
  ${ROW}, body, name from unnest($3::text[], $4::text[], $5::bytea[], $6::bytea[]) with ordinality as r(id, author, body, name, ordinal)`;
const INSERT_PLAIN = `insert into bench.plain (${COMMON}, body)
  ${ROW}, body::jsonb from unnest($3::text[], $4::text[], $5::text[]) with ordinality as r(id, author, body, ordinal)`;
const SIZE = `select pg_total_relation_size('bench.sealed')::int as sealed, pg_total_relation_size('bench.plain')::int as plain`;

/** Stores 20,000 messages of a length both ways, every other one of a user with a name, and compares. `adminUrl` may make tables. */
export async function measureDisk(keyrings: Keyrings, adminUrl: string, owners: readonly Owner[], messageBytes: number): Promise<Disk> {
  const client = new pg.Client(adminUrl);
  await client.connect();
  try {
    await client.query(TABLES);
    for (let first = 0; first < ROWS; first += BATCH) await store(client, keyrings, owners[(first / BATCH) % owners.length] as Owner, first, messageBytes);
    for (const table of ['sealed', 'plain']) await client.query(`vacuum full bench.${table}`);
    const { sealed = 0, plain = 0 } = (await client.query<{ sealed: number; plain: number }>(SIZE)).rows[0] ?? {};
    return { messageBytes, sealed: sealed / ROWS, plain: plain / ROWS };
  } finally {
    await client.query('drop schema if exists bench cascade');
    await client.end();
  }
}

async function store(client: pg.Client, keyrings: Keyrings, owner: Owner, first: number, messageBytes: number): Promise<void> {
  const conversation = owner.subject.slice(-24);
  const rows = Array.from({ length: BATCH }, (_, nth) => row(first + nth, messageBytes));
  const [ids, authors] = [rows.map(({ id }) => id), rows.map(({ author }) => author)];
  const seal = async (column: string, values: readonly unknown[]): Promise<(Buffer | null)[]> =>
    (await keyrings.make()).seal(keyrings.database.app(asAppId(owner.tenant)), owner, values.map((value, nth) => ({ place: { table: 'messages', row: `${conversation}/${ids[nth]?.slice(-10)}`, column }, value })));
  const bodies = await seal('sealed_body', rows.map(({ body, business }) => ({ author: business, ...body })));
  const names = await seal('author_name', rows.map(({ user }) => user));
  await client.query(INSERT_SEALED, [owner.tenant, conversation, ids, authors, bodies, names]);
  await client.query(INSERT_PLAIN, [owner.tenant, conversation, ids, authors, rows.map(({ body, business, user }) => JSON.stringify({ author: { ...business, ...user }, ...body }))]);
}

/** A user's name is his own, and quoted by his messages; the business gives one with each of its messages. */
function row(turn: number, messageBytes: number): { id: string; author: string | null; body: SampleMessage; business: object; user?: object } {
  const shown = { displayName: 'Ada Lovelace' };
  const fromUser = turn % 2 === 1;
  return {
    id: newId(), author: fromUser ? newId() : null, body: sampleMessage(messageBytes - JSON.stringify({ author: {} }).length, turn),
    business: fromUser ? {} : shown, ...(fromUser && { user: shown }),
  };
}
