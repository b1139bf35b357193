import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { createApp, createIntegration, createTestDatabase, createWebhooks, webhookTarget, type Answer, type TestDatabase, type WebhookTarget } from '@parley/testing';
import { startWorker, type WorkerProcess } from './support/worker-process.js';

let database: TestDatabase;
let target: WebhookTarget;
let answer: () => Answer;
const workers: WorkerProcess[] = [];

beforeEach(async () => {
  database = await createTestDatabase({ madeUp: true });
  answer = () => 200;
  target = await webhookTarget(() => answer(), { madeUp: true });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.end('SIGKILL')));
  await target.close();
  await database.close();
});

const worker = async (settings?: Record<string, string>) => {
  const started = await startWorker(database.url, settings);
  workers.push(started);
  return started;
};

async function hook(): Promise<string> {
  const { id: appId } = await createApp(database);
  const integration = await createIntegration(database, appId);
  await createWebhooks(database, appId, [{ integrationId: integration.id, target: target.url }]);
  return appId;
}

const post = (appId: string, orderKey: string, n: number) =>
  database.query(
    `insert into outbox_events (id, app_id, type, order_key, created_at, payload) values ($1, $2, 'conversation:message', $3, now(), $4)`,
    [newId(), appId, orderKey, { n, secretWords: 'what a customer wrote' }]);
const notify = () => database.query("select pg_notify('parley_outbox', '')");
const sent = () => target.received.map(({ body }) => (body as { events: { payload: { n: number } }[] }).events[0]!.payload.n);

/** Starting processes takes its time on a busy machine; what is promised is bounded inside. */
const PROCESSES_MS = 120_000;

describe('the worker process', () => {
  it('delivers what is in the outbox, at a wake-up, and says nothing of it in its log; loses its database connections and finds them again; SIGINT ends it in order, with 0', async () => {
    const appId = await hook();
    const running = await worker();
    await post(appId, 'c1', 0);
    await notify();
    await target.until((all) => all.length === 1);
    await expect(fetch(running.metricsUrl).then((response) => response.text())).resolves.toContain('parley_webhook_attempts_total');
    expect(running.output()).not.toContain('customer');
    const beats = await database.query('select id from worker_heartbeats');
    expect(beats).toHaveLength(1);
    await database.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'parley_runtime'");
    await post(appId, 'c1', 1);
    await target.until((all) => all.length === 2);
    expect(running.child.exitCode).toBeNull();
    expect(running.output()).not.toContain('customer');
    expect(await running.end('SIGINT')).toBe(0);
    expect(running.output()).toContain('"msg":"stopped"');
    expect(await database.query('select from worker_heartbeats')).toEqual([]);
  }, PROCESSES_MS);

  it('SIGTERM: the running attempt ends, nothing new begins, leases and heartbeat are given back, exit code 0', async () => {
    answer = () => ({ delayMs: 700 });
    const appId = await hook();
    // Both before it starts: it must not look between them.
    await post(appId, 'c1', 0);
    await post(appId, 'c1', 1);
    const running = await worker();
    await target.until((all) => all.length === 1);
    expect(await running.end('SIGTERM')).toBe(0);
    expect(running.output()).toContain('"msg":"stopped"');
    expect(sent()).toEqual([0]);
    expect(await database.query('select pending, leased_by from webhook_lanes')).toEqual([{ pending: 1, leased_by: null }]);
    expect(await database.query('select id from worker_heartbeats')).toEqual([]);
  }, PROCESSES_MS);

  it('kill -9 during an attempt: its lease ends within six seconds, then another worker goes on; nothing is lost, the order holds', async () => {
    answer = () => ({ delayMs: 120_000 });
    const appId = await hook();
    // The attempt must last until another worker has started.
    const first = await worker({ PARLEY_WEBHOOK_TIMEOUT_SECONDS: '60' });
    for (let n = 0; n < 10; n += 1) await post(appId, 'c1', n);
    await notify();
    await target.until((all) => all.length === 1);
    // It holds the lane, by renewing its lease, while the other one starts.
    await worker();
    expect(sent()).toEqual([0]);
    // By the database's clock: how soon the other one comes to run is the machine's affair.
    const leases = await database.query<{ left: number }>('select extract(epoch from next_attempt_at - now())::float8 as left from webhook_lanes where leased_by is not null');
    expect(leases.map(({ left }) => left <= 6)).toEqual([true]);
    answer = () => 200;
    await first.end('SIGKILL');
    await target.until((all) => all.length === 11, 60_000);
    expect(sent()).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }, PROCESSES_MS);

  it('a port in use, and a role that row-level security does not bind, are one line and exit code 1', async () => {
    // The receiver's, which listens on the same address as a worker would.
    await expect(startWorker(database.url, { PARLEY_WORKER_METRICS_PORT: new URL(target.url).port }))
      .rejects.toThrow(/The worker ended \(1\): .*Port \d+ is in use: choose another by PARLEY_WORKER_METRICS_PORT/s);
    const line = 'DATABASE_URL names a role that bypasses row-level security: set it to the runtime role, which parley db init makes\n';
    await expect(startWorker(database.adminUrl)).rejects.toThrow(`The worker ended (1): ${line}`);
  }, PROCESSES_MS);
});
