import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GuardedClient } from '@parley/egress';
import { asAppId, createLogger } from '@parley/kernel';
import { openFileStore, type FileStore } from '@parley/object-store';
import { openPool, type Database } from '@parley/persistence';
import { APP_ERASURE, eraseDeletedApps } from '@parley/platform';
import { createApp, createTestDatabase, openDatabase, testKeyring, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { DeliveryWorker, purgeDeadDeliveries } from '@parley/webhooks';
import { Logger, runOnce } from 'graphile-worker';
import pg from 'pg';
import { JobRunner } from '../src/jobs/job-runner.js';
import { schedule } from '../src/jobs/schedule.js';
import { tasks } from '../src/jobs/tasks.js';
import { Removals } from './support/removals.js';
import { createAnswers, createAttempts, createDead, createDeliveries, createEvent, createFullApp, createHook, createLanes } from './support/rows.js';

const DAY = 86_400;
const KEPT = { attempts: 7 * DAY, deadDeliveries: 7 * DAY };

let database: TestDatabase;
let open: OpenDatabase;
let db: Database;
let removals: Removals;
let directory: string;
let files: FileStore;
let expired = 0;
const parts = () => ({ db, files, kept: KEPT, observer: { expired: (messages: number) => void (expired += messages), filesKept: () => undefined } });

beforeEach(async () => {
  database = await createTestDatabase();
  open = openDatabase(database.url);
  db = open.database;
  directory = await mkdtemp(join(tmpdir(), 'parley-purges-'));
  files = openFileStore(directory);
  removals = await Removals.watch(database, ['idempotent_answers', 'webhook_lanes', 'webhook_deliveries', 'dead_deliveries', 'webhook_attempts', 'deleted_webhooks', 'users', 'outbox_events']);
});
afterEach(async () => {
  await removals.close();
  await rm(directory, { recursive: true });
  await open.close();
  await database.close();
});

/** Runs jobs as a worker does, until none is left. */
async function run(task: string, payload: object = {}, removalBatches?: number): Promise<void> {
  await database.query('select graphile_worker.add_job($1, $2)', [task, payload]);
  // Its own pool it would end without waiting, and with nobody to hear that the database is gone.
  const jobPool = openPool(database.url, 3);
  await runOnce({ pgPool: jobPool, taskList: tasks(parts(), removalBatches), noHandleSignals: true, logger: new Logger(() => () => undefined) });
  await jobPool.end();
}

const column = async (sql: string): Promise<unknown[]> => (await database.query<{ value: unknown }>(sql)).map(({ value }) => value);
const answers = () => column('select distinct operation as value from idempotent_answers order by 1');
const deliveries = () => column('select distinct name as value from (select event_id as name from webhook_deliveries union select type from dead_deliveries) d order by 1');
const jobs = () => column('select task_identifier as value from graphile_worker.jobs order by 1');
const markDeleted = (appId: string) => database.query('update apps set deleted_at = now() where id = $1', [appId]);

/** Where rows of an app are. */
async function tablesOf(appId: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const table of await column(`select table_name as value from information_schema.columns where column_name = 'app_id' and table_schema = 'public' order by 1`)) {
    if ((await database.query(`select from ${String(table)} where app_id = $1 limit 1`, [appId])).length > 0) found.push(table);
  }
  return found;
}

describe('the schedule', () => {
  it('is what a running worker registers; it begins at once what was due within the hour while no worker ran', async () => {
    const hook = await createHook(database);
    await createDeliveries(database, hook, 'dead', 8);
    await createAnswers(database, hook.appId, 'old', 25);
    // Known since before: to a new installation nothing was due.
    await database.query(
      `insert into graphile_worker._private_known_crontabs (identifier, known_since) select unnest($1::text[]), now() - interval '3 hours'`,
      [schedule().map(({ task }) => task)]);
    const runner = new JobRunner(database.url, parts(), createLogger('worker', 'silent'));
    runner.start();
    await removals.from('idempotent_answers', 'webhook_deliveries');
    await runner.stop();
    expect(await column('select identifier as value from graphile_worker._private_known_crontabs order by 1')).toEqual([
      'expire-messages', 'expire-unused-attachments', 'find-deleted-apps', 'purge-channel-inbox', 'purge-dead-deliveries', 'purge-deleted-webhooks', 'purge-idempotent-answers', 'purge-rate-buckets', 'purge-webhook-attempts', 'remove-attachment-files',
      'remove-orphaned-clients',
    ]);
    expect([await deliveries(), await answers()]).toEqual([[], []]);
  });
});

describe('idempotent answers', () => {
  it('go after 24 hours, in batches of a thousand; younger ones stay', async () => {
    const { id } = await createApp(database);
    await createAnswers(database, id, 'old', 25, 2500);
    await createAnswers(database, id, 'young', 23, 10);
    await run('purge-idempotent-answers');
    expect(await removals.of('idempotent_answers')).toEqual([1000, 1000, 500]);
    expect(await answers()).toEqual(['young']);
  });
});

describe('dead deliveries', () => {
  it('go after 7 days, in batches of a thousand; younger ones and those that wait stay', async () => {
    const hook = await createHook(database);
    await createDead(database, hook, 'dead long ago', 8, 2500);
    await createDead(database, hook, 'dead lately', 6, 10);
    await createDeliveries(database, hook, 'waiting', undefined, 10);
    await run('purge-dead-deliveries');
    expect(await removals.of('dead_deliveries')).toEqual([1000, 1000, 500]);
    expect(await deliveries()).toEqual(['dead lately', 'waiting']);
  });

  it('of a version before, which left them among those that wait, are gathered with the others, and go as they do', async () => {
    const hook = await createHook(database);
    await createDeliveries(database, hook, 'a1', 8);
    await createDeliveries(database, hook, 'a2', 6);
    await createDeliveries(database, hook, 'waiting', undefined, 2);
    await run('purge-dead-deliveries');
    expect(await column('select event_id as value from webhook_deliveries')).toEqual(['waiting', 'waiting']);
    expect(await column('select event_id as value from dead_deliveries')).toEqual(['a2']);
  });

  it('that somebody else is removing are not waited for', async () => {
    const hook = await createHook(database);
    await createDead(database, hook, 'being removed', 8);
    await createDead(database, hook, 'dead', 8);
    const other = new pg.Client({ connectionString: database.adminUrl });
    await other.connect();
    await other.query(`begin; delete from dead_deliveries where type = 'being removed'`);
    expect(await purgeDeadDeliveries(db.system(), 7 * DAY, 1000)).toBe(1);
    await other.query('rollback');
    await other.end();
    expect(await deliveries()).toEqual(['being removed']);
  });
});

describe('attempts at webhooks', () => {
  it('go after the time that is set, in batches of a thousand; younger ones stay', async () => {
    const hook = await createHook(database);
    await createAttempts(database, hook, 8, 1200);
    await createAttempts(database, hook, 6, 10);
    await run('purge-webhook-attempts');
    expect(await removals.of('webhook_attempts')).toEqual([1000, 200]);
    expect(await column('select count(*)::int as value from webhook_attempts')).toEqual([10]);
  });
});

describe('what a deleted webhook left behind', () => {
  const remove = ({ appId, webhookId }: { appId: string; webhookId: string }) => db.app(asAppId(appId)).query('delete from webhooks where id = $1', [webhookId]);
  const left = () => column(`select distinct webhook_id as value from webhook_lanes union select webhook_id from webhook_deliveries union select webhook_id from deleted_webhooks`);

  it('goes in batches of a thousand, in as many runs as it takes; what waits for others stays', async () => {
    const [gone, kept] = [await createHook(database), await createHook(database)];
    for (const hook of [gone, kept]) {
      await createLanes(database, hook, 1500);
      await createDeliveries(database, hook, 'waiting', undefined, 1500);
      await createDeliveries(database, hook, 'dead', 1, 10);
    }
    await remove(gone);
    await run('purge-deleted-webhooks', {}, 2);
    const [lanes, waiting] = [await removals.of('webhook_lanes'), await removals.of('webhook_deliveries')];
    expect([lanes, waiting]).toEqual([[1000, 500], [500, 1000, 10]]);
    expect(await left()).toEqual([kept.webhookId]);
    expect(await jobs()).toEqual([]);
  });

  it('is looked for by a running worker of its own accord', async () => {
    const hook = await createHook(database);
    await createDeliveries(database, hook, 'waiting');
    await remove(hook);
    await database.query(
      `insert into graphile_worker._private_known_crontabs (identifier, known_since) select unnest($1::text[]), now() - interval '3 hours'`,
      [schedule().map(({ task }) => task)]);
    const runner = new JobRunner(database.url, parts(), createLogger('worker', 'silent'));
    runner.start();
    await removals.from('deleted_webhooks');
    await runner.stop();
    expect(await left()).toEqual([]);
  });
});

it('messages of apps that set conversationRetentionSeconds go when nobody wrote for so long, in as many turns as it takes; others stay', async () => {
  const apps = [await createApp(database, { settings: { conversationRetentionSeconds: 60 } }), await createApp(database, { settings: { conversationRetentionSeconds: 3 * DAY } })];
  for (const { id } of apps)
    await database.query(
      `with c as (
         insert into conversations (app_id, id, type, last_updated_at, created_at, message_count) select $1, 'c' || n, 'sdkGroup', now() - interval '2 days', now(), 1 from generate_series(1, 2500) n returning *)
       insert into messages (app_id, conversation_id, id, ordinal, received, author_type, sealed_body) select app_id, id, 'm', 1, now(), 'business', 'x' from c`, [id]);
  await run('expire-messages');
  expect([expired, await column('select distinct app_id as value from messages')]).toEqual([2500, [apps[1]?.id]]);
});

describe('the outbox', () => {
  it('keeps nothing: events that nobody wants, of deleted apps and of apps that are gone leave it as the others do', async () => {
    const { appId } = await createHook(database);
    const deleted = await createHook(database);
    await markDeleted(deleted.appId);
    await createEvent(database, appId, 'conversation:read');
    for (const id of [deleted.appId, '0'.repeat(24)]) await createEvent(database, id);
    const client = new GuardedClient();
    const worker = new DeliveryWorker({
      db, keyring: testKeyring(), client, logger: createLogger('worker', 'silent'), options: { retrySeconds: [1], timeoutMs: 1000, concurrency: 4, leaseSeconds: 10, pollMs: 1000, pauseSeconds: 0, probeSeconds: 60 },
    });
    worker.start();
    await removals.from('outbox_events');
    await worker.stop(0);
    await client.close();
    expect(await column('select count(*)::int as value from outbox_events')).toEqual([0]);
    expect(await deliveries()).toEqual([]);
  });
});

describe('a deleted app', () => {
  const erasure = (id: string) => ({ appId: asAppId(id), targetId: id }) as Parameters<typeof APP_ERASURE.purge>[1];
  const purge = async (id: string, limit: number) => {
    const removed: number[] = [];
    do removed.push(await APP_ERASURE.purge(db, erasure(id), limit)); while (removed.at(-1) === limit);
    return removed;
  };

  it('loses every row, wherever one was, hidden ones too; another app keeps all of its own', async () => {
    const [gone, kept] = [await createFullApp(database), await createFullApp(database)];
    const before = await tablesOf(kept);
    expect(before).toEqual(await tablesOf(gone));
    expect(before).toEqual(expect.arrayContaining(['api_keys', 'messages', 'outbox_events', 'user_addresses', 'webhook_deliveries']));
    await database.query(`update users set hidden_by = 'an erasure'`);
    await markDeleted(gone);
    await purge(gone, 1000);
    expect(await tablesOf(gone)).toEqual([]);
    expect(await tablesOf(kept)).toEqual(before);
    expect(await column('select id as value from apps')).toEqual([kept]);
  });

  it('goes in as many batches as it takes', async () => {
    const { id } = await createApp(database);
    await database.query(`insert into users (app_id, id, signed_up_at) select $1, n::text, now() from generate_series(1, 2500) n`, [id]);
    await markDeleted(id);
    expect(await purge(id, 1000)).toEqual([1000, 1000, 501]);
    expect(await removals.of('users')).toEqual([1000, 1000, 500]);
  });

  it('that was not deleted, or is brought back, keeps every row', async () => {
    const id = await createFullApp(database);
    const before = await tablesOf(id);
    await markDeleted(id);
    await db.app(asAppId(id)).transaction((tx) => APP_ERASURE.reveal(tx, erasure(id)));
    expect(await purge(id, 1000)).toEqual([0]);
    expect(await tablesOf(id)).toEqual(before);
    await db.app(asAppId(id)).transaction((tx) => APP_ERASURE.hideAgain(tx, erasure(id)));
    expect(await column('select id as value from apps where deleted_at is not null')).toEqual([id]);
  });

  it('by the version before is erased as well, and asked for once', async () => {
    const [gone, kept] = [await createApp(database), await createApp(database)];
    await markDeleted(gone.id);
    await run('find-deleted-apps');
    expect(await eraseDeletedApps(db, 10)).toBe(0);
    expect(await database.query(`select app_id, target_id, account_id, due_at <= now() as due from erasures where kind = 'app'`))
      .toEqual([{ app_id: gone.id, target_id: gone.id, account_id: gone.accountId, due: true }]);
    expect(kept.id).not.toBe(gone.id);
  });
});
