import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Database } from '@parley/persistence';
import { beat, stopBeating } from '@parley/platform';
import { eventually } from '@parley/testing';
import { ReadinessService } from '../src/health/readiness.service.js';
import { call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

describe('health', () => {
  let api: RunningApi;
  const ask = () => call(`${api.url}/health/ready`);
  /** What a process that has not asked within the last second answers. */
  const ready = async () => {
    const { status, checks } = await new ReadinessService(api.app.get(Database)).check();
    return { status, ...checks };
  };

  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it('the process is live without credentials', async () => {
    expect(await call(`${api.url}/health/live`)).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('is ready while a worker lives, and not when the last one has stopped or fell silent', async () => {
    expect(await ready()).toEqual({ status: 'failed', database: 'ok', migrations: 'ok', worker: 'failed' });
    await beat(api.app.get(Database), 'one');
    expect(await ready()).toEqual({ status: 'ok', database: 'ok', migrations: 'ok', worker: 'ok' });
    await api.database.query("update worker_heartbeats set seen_at = now() - interval '16 seconds'");
    expect(await ready()).toMatchObject({ status: 'failed', worker: 'failed' });
    await beat(api.app.get(Database), 'one');
    await stopBeating(api.app.get(Database), 'one');
    expect(await ready()).toMatchObject({ status: 'failed', worker: 'failed' });
  });

  it('answers 503 with what is missing, and 200 when nothing is', async () => {
    const missing = { status: 'failed', checks: { database: 'ok', migrations: 'ok', worker: 'failed' } };
    expect(await ask()).toMatchObject({ status: 503, body: missing });
    await beat(api.app.get(Database), 'one');
    const answer = await eventually('ready', async () => {
      const asked = await ask();
      return asked.status === 200 && asked;
    });
    expect(answer.body).toEqual({ status: 'ok', checks: { database: 'ok', migrations: 'ok', worker: 'ok' } });
  });

  it('asks the database once a second at most, however many ask it', async () => {
    const queries = jest.spyOn(api.app.get(Database), 'system');
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 200 }, ask));
    const seconds = Math.floor((performance.now() - startedAt) / 1000);
    const asked = queries.mock.calls.length;
    queries.mockRestore();
    // Three questions a check: the database, its migrations, a worker.
    expect(asked).toBeLessThanOrEqual(3 * (seconds + 1));
  });

  it('is not ready while a migration is pending', async () => {
    await beat(api.app.get(Database), 'one');
    const [last] = await api.database.query<{ id: number }>('delete from parley_migrations where id = (select max(id) from parley_migrations) returning *');
    expect(last).toBeDefined();
    expect(await ready()).toEqual({ status: 'failed', database: 'ok', migrations: 'failed', worker: 'ok' });
  });
});
