import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Keyring, type Item } from '@parley/crypto-at-rest';
import { GuardedClient } from '@parley/egress';
import { createLogger } from '@parley/kernel';
import { createTestDatabase, eventually, openDatabase, startOwnServer, webhookTarget, type OpenDatabase, type TestDatabase, type TestServer } from '@parley/testing';
import { DeliveryWorker } from '@parley/webhooks';
import { call } from '../support/call.js';
import { fillApp } from '../support/filled-app.js';
import { encodings, hits, Markers, scan } from '../support/markers.js';
import { startApi, type RunningApi } from '../support/running-api.js';
import { talkByTelegram, tellByTelegram } from '../support/talk-by-telegram.js';
import { startVendors, type Vendors } from '../support/vendors.js';

/** A server of its own starts, and an API: on a busy machine both take their time. */
const LONG_MS = 180_000;

/** Every file of the server, its key store and its attachments is read, raw; and what API and worker log. */
let server: TestServer;
let database: TestDatabase;
let vendors: Vendors;
let api: RunningApi;
let keyring: Keyring;
let workers: OpenDatabase;
let log = '';
const capture = { write: (line: string) => void (log += line) };

beforeAll(async () => {
  server = await startOwnServer();
  database = await createTestDatabase();
  // Compressed, a marker would rest unseen: long values are kept as they are.
  const columns = await database.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and udt_name in ('text', 'json', 'jsonb', 'bytea', '_bytea', '_text')`);
  for (const { table, column } of columns) await database.query(`alter table ${table} alter column ${column} set storage external`);
  vendors = await startVendors();
  api = await startApi({ ...vendors.settings, logLevel: 'debug' }, database, undefined, capture);
  keyring = api.app.get(Keyring);
  workers = openDatabase(database.url, 4);
}, LONG_MS);
afterAll(async () => {
  await workers.close();
  await api.close();
  vendors.close();
  await database.close();
  await server.stop();
}, LONG_MS);

/** Has a worker deliver on so many lanes, none where it is to hand events on and to call nobody, until a statement finds nothing. */
async function deliver(concurrency: number, remaining: string): Promise<void> {
  const client = new GuardedClient({ allow: ['127.0.0.0/8'], connectionsPerOrigin: 8 });
  const worker = new DeliveryWorker({
    db: workers.database, keyring, client, logger: createLogger('worker', 'debug', capture),
    options: { retrySeconds: [1], timeoutMs: 5000, concurrency, leaseSeconds: 10, pollMs: 50, pauseSeconds: 0, probeSeconds: 60 },
  });
  worker.start();
  await eventually(`nothing is left of: ${remaining}`, async () => (await database.query(remaining)).length === 0, 60).finally(() => worker.stop(1000));
  await client.close();
}

/** Has an app's events delivered, to whom answers in markers; answers what is kept of it. */
async function answered(markers: Markers): Promise<readonly Buffer[]> {
  const target = await webhookTarget(() => ({ body: markers.say(900) }));
  await fillApp(api, markers.say, target.url);
  await deliver(8, 'select from outbox_events union all select from webhook_lanes');
  await target.close();
  const kept = await database.query<{ sealed_answer: Buffer }>('select sealed_answer from webhook_attempts where sealed_answer is not null order by at desc limit 5');
  return kept.map((row) => row.sealed_answer);
}

/** Fills apps until there are so many markers; the first events wait in deliveries, the last in the outbox. Answers a webhook's secret, which the API has made. */
async function fill(markers: Markers, atLeast: number, reach: typeof talkByTelegram | typeof tellByTelegram): Promise<string> {
  const app = await fillApp(api, markers.say);
  const { id, webhook } = app;
  await reach(api, vendors, { id: app.id, post: (path, json) => app.send(path, { json }) }, markers.say);
  await deliver(0, 'select from outbox_events');
  do await fillApp(api, markers.say); while (markers.count < atLeast);
  await call(`${api.url}/v2/apps/${id}/users/${encodeURIComponent(markers.say(40))}`, { authorization: api.accountKey.basic });
  const [waiting] = await database.query<{ events: number; deliveries: number }>(
    'select (select count(*)::int from outbox_events) as events, (select count(*)::int from webhook_deliveries) as deliveries');
  expect(Math.min(waiting?.events ?? 0, waiting?.deliveries ?? 0)).toBeGreaterThan(0);
  await database.query('checkpoint');
  return webhook.secret;
}

describe('markers of what customers write', () => {
  it('10,000 of them, through every field that is sealed, are in no file and no log, in no encoding', async () => {
    const markers = new Markers();
    expect(await answered(markers)).toHaveLength(5);
    const secret = await fill(markers, 10_000, talkByTelegram);
    const { scanned, found } = scan(server.folder, markers.prefix, secret);
    expect(scanned).toBeGreaterThan(1000);
    expect(found).toEqual([]);
    expect(log).toMatch(/"name":"api"/);
    expect(hits(Buffer.from(log), markers.prefix, secret)).toEqual({ plain: 0, base64: 0, hex: 0 });
  }, LONG_MS);

  it('unsealed they are found by the same scan, in data files and WAL', async () => {
    sealNothing(keyring);
    const markers = new Markers();
    await database.query('truncate webhook_deliveries, webhook_lanes, outbox_events cascade');
    for (const cell of await answered(markers)) expect(Object.values(hits(cell, markers.prefix)).some((count) => count > 0)).toBe(true);
    // What is not sealed does not open: nothing can be answered.
    const secret = await fill(markers, 2000, tellByTelegram);
    jest.restoreAllMocks();
    const { found } = scan(server.folder, markers.prefix);
    const of = (part: string, encoding: string) => found.filter(({ path }) => path.includes(part)).reduce((sum, file) => sum + (file.hits[encoding] ?? 0), 0);
    for (const part of ['/base/', '/pg_wal/']) {
      expect(of(part, 'plain')).toBeGreaterThan(markers.count);
      // Kept answers are sealed twice, the inner one in base64.
      expect(of(part, 'base64')).toBeGreaterThan(0);
    }
    // A webhook's endpoint is one cell of both.
    const [kept] = await database.query<{ sealed_endpoint: Buffer }>('select sealed_endpoint from webhooks order by created_at desc limit 1');
    expect(JSON.parse(kept?.sealed_endpoint.toString() ?? '')).toMatchObject({ target: expect.stringContaining(markers.prefix) });
    expect(scan(server.folder, secret).found).not.toEqual([]);
  }, LONG_MS);

  it('are found in every encoding, at every place of a longer text', () => {
    const { prefix } = new Markers();
    expect(encodings(prefix).base64!.length).toBeGreaterThanOrEqual(3);
    for (let before = 0; before < 6; before += 1) {
      const text = Buffer.from(`${'x'.repeat(before)}${prefix}"\\é`);
      expect(hits(Buffer.from(text.toString('base64')), prefix).base64).toBe(1);
      expect(hits(Buffer.from(text.toString('hex')), prefix).hex).toBe(1);
      expect(hits(Buffer.from(JSON.stringify(text.toString())), prefix).plain).toBe(1);
    }
  });
});

/** Writes what is to be sealed as it is, and reads it back; what was sealed before still opens. */
function sealNothing(sealing: Keyring): void {
  const write = (items: readonly Item[]) => items.map(({ value }) => (value === undefined ? null : Buffer.from(JSON.stringify(value))));
  const isJson = (cell: Buffer): boolean => cell[0] !== 1;
  const open = sealing.open.bind(sealing);
  jest.spyOn(sealing, 'create').mockImplementation((_tx, _tenant, entries) => Promise.resolve(entries.map(({ items }) => write(items))));
  jest.spyOn(sealing, 'seal').mockImplementation((_sql, _owner, items) => Promise.resolve(write(items)));
  jest.spyOn(sealing, 'sealBy').mockImplementation((_sql, _owner, items) => Promise.resolve(write(items)));
  jest.spyOn(sealing, 'sealOwn').mockImplementation((_sql, _tenant, _subject, items) => Promise.resolve(write(items)));
  jest.spyOn(sealing, 'renew').mockResolvedValue(2);
  jest.spyOn(sealing, 'open').mockImplementation((sql, items) =>
    items.some(({ cell }) => isJson(cell))
      ? Promise.resolve(items.map(({ cell }) => ({ ok: true, value: JSON.parse(cell.toString()) as unknown })))
      : open(sql, items));
}
