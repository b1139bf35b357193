import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { createApp, createIntegration, createTestDatabase, webhookTarget, type Answer, type TestDatabase, type WebhookTarget } from '@parley/testing';
import { startWorker, type WorkerProcess } from './support/worker-process.js';

let database: TestDatabase;
let target: WebhookTarget;
let answer: () => Answer;
const workers: WorkerProcess[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  answer = () => 200;
  target = await webhookTarget(() => answer());
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
  await database.query(
    `insert into webhooks (app_id, integration_id, id, target, triggers, secret) values ($1, $2, $3, $4, '{conversation:message}', 's')`,
    [appId, integration.id, newId(), target.url]);
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
  it('delivers what is in the outbox, at a wake-up, and says nothing of it in its log; SIGINT ends it in order, with 0', async () => {
    const appId = await hook();
    const running = await worker();
    await post(appId, 'c1', 0);
    await notify();
    await target.until((all) => all.length === 1);
    await expect(fetch(running.metricsUrl).then((response) => response.text())).resolves.toContain('parley_webhook_attempts_total');
    expect(running.output()).not.toContain('customer');
    const beats = await database.query('select id from worker_heartbeats');
    expect(beats).toHaveLength(1);
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

  it('kill -9 during an attempt: another worker goes on within ten seconds, nothing is lost, the order holds', async () => {
    answer = () => ({ delayMs: 60_000 });
    const appId = await hook();
    const first = await worker();
    for (let n = 0; n < 10; n += 1) await post(appId, 'c1', n);
    await notify();
    await target.until((all) => all.length === 1);
    // It holds the lane, by renewing its lease, while the other one starts.
    await worker();
    expect(sent()).toEqual([0]);
    answer = () => 200;
    await first.end('SIGKILL');
    const killedAt = performance.now();
    const received = await target.until((all) => all.length === 11, 20_000);
    expect(received[1]!.at - killedAt).toBeLessThan(10_000);
    expect(sent()).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }, PROCESSES_MS);

  it('loses its database connections and finds them again, without ending', async () => {
    const appId = await hook();
    const running = await worker();
    await database.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'parley_runtime'");
    await post(appId, 'c1', 0);
    await target.until((all) => all.length === 1, 15_000);
    expect(running.child.exitCode).toBeNull();
  }, PROCESSES_MS);

  it('a port in use is one line and exit code 1', async () => {
    // The receiver's, which listens on the same address as a worker would.
    await expect(startWorker(database.url, { PARLEY_WORKER_METRICS_PORT: new URL(target.url).port }))
      .rejects.toThrow(/The worker ended \(1\): .*Port \d+ is in use: choose another by PARLEY_WORKER_METRICS_PORT/s);
  }, PROCESSES_MS);
});
