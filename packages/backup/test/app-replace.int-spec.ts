import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { heldRows, planRestore, replaceApp, restoreBeside, type AppRestoreParts, type Replaced, type ReplaceHooks, type RestorePlan } from '@parley/backup';
import { createApp, eventually, withClient } from '@parley/testing';
import { BackedUp } from './support/backed-up.js';

const LONG_MS = 120_000;

/** Everything that a moment decides; what an app has in each. */
const TABLES = ['apps', 'users', 'conversations', 'participants', 'messages', 'integrations', 'webhooks', 'switchboards', 'switchboard_integrations', 'attachments'];

describe('one app put back in the living database', () => {
  let source: BackedUp;
  let parts: AppRestoreParts;
  let plan: RestorePlan;
  let app: string;
  let neighbour: string;
  let then: Record<string, unknown>;
  let others: Record<string, unknown>;

  const query = <Row extends Record<string, unknown> = Record<string, unknown>>(text: string, values: readonly unknown[] = []): Promise<Row[]> => source.database.query<Row>(text, [...values]);
  const rowsOf = async (of: string, columns: string): Promise<Record<string, unknown>> => {
    const all: Record<string, unknown> = {};
    for (const table of TABLES) all[table] = (await query<{ row: string }>(`select row(${columns})::text as row from ${table} t where ${table === 'apps' ? 'id' : 'app_id'} = $1`, [of])).map(({ row }) => row).sort();
    return all;
  };

  const FILLING: Readonly<Record<string, string>> = { text: "''", bytea: "''", 'timestamp with time zone': 'now()', boolean: 'false', bigint: '0', integer: '0', jsonb: "'{}'" };

  /** A row with something in each column that must have a value. */
  async function add(table: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const needed = await query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, -1) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attnotnull and not atthasdef and attidentity = '' and attname <> all($2)`, [table, Object.keys(values)]);
    const names = [...Object.keys(values), ...needed.map(({ name }) => name)];
    await query(`insert into ${table} (${names.join(', ')}) values (${[...Object.keys(values).map((_, index) => `$${index + 1}`), ...needed.map(({ type }) => FILLING[type])].join(', ')})`, Object.values(values));
  }

  /** Its switchboard and the integrations of that refer to each other in a circle. */
  async function fill(of: string): Promise<void> {
    for (const id of ['u1', 'u2', 'u3']) await add('users', { app_id: of, id, external_id_index: Buffer.from(id) });
    for (const id of ['c1', 'c2']) await add('conversations', { app_id: of, id, type: 'sdkGroup' });
    for (const [conversation, user] of [['c1', 'u1'], ['c1', 'u2'], ['c2', 'u3']]) await add('participants', { app_id: of, conversation_id: conversation, id: user, user_id: user });
    for (const id of ['m1', 'm2']) await add('messages', { app_id: of, conversation_id: 'c1', id, author_type: 'business' });
    for (const id of ['i1', 'i2']) await add('integrations', { app_id: of, id, type: 'custom', status: 'active' });
    await add('webhooks', { app_id: of, id: 'w1', integration_id: 'i1', triggers: [] });
    await add('switchboards', { app_id: of, id: 's' });
    for (const n of ['1', '2']) await add('switchboard_integrations', { app_id: of, id: `si${n}`, integration_id: `i${n}`, name: n });
    await query(`update switchboards set default_switchboard_integration_id = 'si1' where app_id = $1`, [of]);
    await query(`update switchboard_integrations set next_switchboard_integration_id = 'si2' where app_id = $1 and id = 'si1'`, [of]);
    await add('attachments', { app_id: of, id: 'a1', object_name: `${of}-file`, conversation_id: 'c1', message_id: 'm1' });
    for (const id of ['e1', 'e2']) await add('outbox_events', { id: `${id}-${of}`, app_id: of });
    for (const id of ['d1', 'd2', 'd3']) await add('webhook_deliveries', { app_id: of, webhook_id: 'w1', order_key: 'o', event_id: id });
    await add('webhook_lanes', { app_id: of, webhook_id: 'w1', order_key: 'o', pending: 3 });
    for (const id of ['m1', 'm2']) await add('channel_outbox', { app_id: of, integration_id: 'i1', conversation_id: 'c1', message_id: id, client_id: 'k' });
    await add('channel_outbox_lanes', { app_id: of, integration_id: 'i1', conversation_id: 'c1', queued: 2 });
    for (const n of [1, 2]) await addKey(of, n);
    for (const n of [1, 2]) await grant(of, n);
  }

  async function grant(of: string, n: number): Promise<void> {
    const [{ account = '' } = {}] = await query<{ account: string }>('select account_id as account from apps where id = $1', [of]);
    await add('service_accounts', { id: `${of}-${n}`, account_id: account, display_name: 'x' });
    await add('service_account_apps', { service_account_id: `${of}-${n}`, app_id: of, account_id: account });
  }

  async function addKey(of: string, n: number): Promise<void> {
    const [{ account = '' } = {}] = await query<{ account: string }>('select account_id as account from apps where id = $1', [of]);
    await add('api_keys', { id: `${of}-${n}`, scope: 'app', account_id: account, app_id: of });
  }

  async function ruin(): Promise<void> {
    await query('update apps set deleted_at = now() where id = $1', [app]);
    await query(`delete from users where app_id = $1 and id = 'u3'`, [app]);
    // Two users have changed places in a unique index.
    await query(`update users set external_id_index = 'x' where app_id = $1 and id = 'u1'`, [app]);
    await query(`update users set external_id_index = 'u1' where app_id = $1 and id = 'u2'`, [app]);
    await query(`update users set external_id_index = 'u2' where app_id = $1 and id = 'u1'`, [app]);
    await query(`delete from conversations where app_id = $1 and id = 'c1'`, [app]);
    await add('conversations', { app_id: app, id: 'late', type: 'sdkGroup' });
    await add('messages', { app_id: app, conversation_id: 'late', id: 'ml', author_type: 'business' });
    await query(`delete from integrations where app_id = $1 and id = 'i1'`, [app]);
    await add('integrations', { app_id: app, id: 'i3', type: 'custom', status: 'active' });
    await add('webhooks', { app_id: app, id: 'w3', integration_id: 'i3', triggers: [] });
    await query(`delete from outbox_events where app_id = $1 and id like 'e1%'`, [app]);
    await query(`delete from webhook_deliveries where app_id = $1 and event_id in ('d1', 'd2')`, [app]);
    await query(`delete from channel_outbox where app_id = $1 and message_id = 'm1'`, [app]);
    await query(`delete from api_keys where id = $1`, [`${app}-1`]);
    await addKey(app, 3);
    await query('delete from service_account_apps where service_account_id = $1', [`${app}-1`]);
    await grant(app, 3);
  }

  const NOTHING: ReplaceHooks = { before: async () => undefined, after: async () => undefined };

  beforeAll(async () => {
    source = await BackedUp.open();
    [app, neighbour] = [(await createApp(source.database)).id, (await createApp(source.database)).id];
    await fill(app);
    await fill(neighbour);
    await source.snapshot();
    await query(`update users set brand_id = 'after the snapshot' where app_id = $1 and id = 'u1'`, [app]);
    then = await rowsOf(app, 't.*');
    const to = await source.now();
    await ruin();
    others = await rowsOf(neighbour, 't.ctid, t.xmin, t.*');
    await source.drained();
    parts = { reader: source.zones, keys: source.keys, appKey: source.appKey, view: await source.view(), target: { url: source.database.adminUrl } };
    plan = await planRestore(parts, { to });
  }, LONG_MS);
  afterAll(() => source.close());

  it('is as it was before where its session ends in the middle, or somebody says no', async () => {
    const before = await rowsOf(app, 't.ctid, t.xmin, t.*');
    const dies = replaceApp(parts, plan, app, { ...NOTHING, after: async (tx) => void (await tx.query('select pg_terminate_backend(pg_backend_pid())')) });
    await expect(dies).rejects.toThrow();
    await expect(replaceApp(parts, plan, app, { ...NOTHING, before: () => Promise.reject(new Error('held')) })).rejects.toThrow('held');
    expect(await rowsOf(app, 't.ctid, t.xmin, t.*')).toEqual(before);
    expect(await withClient(source.database.adminUrl, heldRows)).toBeUndefined();
  }, LONG_MS);

  it('is as it was before where the process is killed by kill -9 when all its rows were written', async () => {
    await restoreBeside(parts, plan, app);
    const before = await rowsOf(app, 't.ctid, t.xmin, t.*');
    const child = spawn(process.execPath, [join(import.meta.dirname, 'support/replacing-child.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { snapshot, to, reaches } = plan;
    child.stdin.end(JSON.stringify({ url: source.database.adminUrl, app, plan: { snapshot: { number: snapshot.number }, to, reaches }, snapshot: await parts.view.snapshot(snapshot.number), repository: parts.keys.repository }));
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect(line.toString()).toBe('as it was\n');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await rowsOf(app, 't.ctid, t.xmin, t.*')).toEqual(before);
    expect(await withClient(source.database.adminUrl, heldRows)).toBeUndefined();
    // The server notices within moments that nobody is there any more.
    await eventually('the app is free again', async () => (await query<{ free: boolean }>(`select pg_try_advisory_xact_lock(hashtextextended('parley restore ' || $1, 0)) as free`, [app]))[0]?.free);
  }, LONG_MS);

  it('is then as it was, over references and circles of them, and its neighbour has not been touched', async () => {
    let told: Replaced | undefined;
    const done = await replaceApp(parts, plan, app, { ...NOTHING, after: async (_tx, replaced) => void (told = replaced) });
    expect(await rowsOf(app, 't.*')).toEqual(then);
    expect(await rowsOf(neighbour, 't.ctid, t.xmin, t.*')).toEqual(others);
    expect(told).toEqual(done);
    expect(done.tables).toContainEqual({ table: 'conversations', deleted: 1, inserted: 1, updated: 0 });
    expect(await query('select to_regnamespace($1) is null as gone', [`parley_app_${app}`])).toEqual([{ gone: true }]);
  }, LONG_MS);

  it('keeps access as it is now: a deleted key stays deleted, and a new one good; so do grants of service accounts', async () => {
    const now = [{ id: `${app}-2` }, { id: `${app}-3` }];
    expect(await query('select id from api_keys where app_id = $1 order by id', [app])).toEqual(now);
    expect(await query('select service_account_id as id from service_account_apps where app_id = $1 order by 1', [app])).toEqual(now);
  });

  it('holds what waited then and waits no more, and lets what waits now go its way', async () => {
    expect(await withClient(source.database.adminUrl, heldRows)).toEqual({ events: 1, deliveries: 2, messages: 1 });
    expect(await query('select pending from parley_held.webhook_lanes')).toEqual([{ pending: 2 }]);
    expect(await query('select queued::int from parley_held.channel_outbox_lanes')).toEqual([{ queued: 1 }]);
    expect(await query('select message_id from channel_outbox where app_id = $1', [app])).toEqual([{ message_id: 'm2' }]);
    expect(await query('select id from outbox_events where app_id = $1', [app])).toEqual([{ id: `e2-${app}` }]);
    expect(await query('select event_id from webhook_deliveries where app_id = $1', [app])).toEqual([{ event_id: 'd3' }]);
  });

  it('takes files of what is there again off the list of those to remove, and notes what was deleted now', async () => {
    expect(await query('select object_name from attachment_removals where app_id = $1', [app])).toEqual([]);
    expect(await query('select webhook_id from deleted_webhooks where app_id = $1', [app])).toEqual([{ webhook_id: 'w3' }]);
  });

  it('done again changes nothing, and holds nothing twice', async () => {
    const before = await rowsOf(app, 't.ctid, t.xmin, t.*');
    const done = await replaceApp(parts, plan, app, NOTHING);
    expect(done.held).toEqual({ events: 0, deliveries: 0, messages: 0 });
    expect(await rowsOf(app, 't.*')).toEqual(then);
    expect(await rowsOf(app, 't.ctid, t.xmin, t.*')).toEqual(before);
  }, LONG_MS);
});
