import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@parley/persistence';
import { beat, stopBeating } from '@parley/platform';
import { call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

describe('health', () => {
  let api: RunningApi;
  const ready = async () => {
    const { status, body } = await call(`${api.url}/health/ready`);
    return { status, ...(body as { checks: Record<string, string> }).checks };
  };

  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it('the process is live without credentials', async () => {
    expect(await call(`${api.url}/health/live`)).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('is ready while a worker lives, and not when the last one has stopped or fell silent', async () => {
    expect(await ready()).toEqual({ status: 503, database: 'ok', migrations: 'ok', worker: 'failed' });
    await beat(api.app.get(Database), 'one');
    expect(await ready()).toEqual({ status: 200, database: 'ok', migrations: 'ok', worker: 'ok' });
    await api.database.query("update worker_heartbeats set seen_at = now() - interval '16 seconds'");
    expect(await ready()).toMatchObject({ status: 503, worker: 'failed' });
    await beat(api.app.get(Database), 'one');
    await stopBeating(api.app.get(Database), 'one');
    expect(await ready()).toMatchObject({ status: 503, worker: 'failed' });
  });

  it('is not ready while a migration is pending', async () => {
    await beat(api.app.get(Database), 'one');
    const [last] = await api.database.query<{ id: number }>('delete from parley_migrations where id = (select max(id) from parley_migrations) returning *');
    expect(last).toBeDefined();
    expect(await ready()).toEqual({ status: 503, database: 'ok', migrations: 'failed', worker: 'ok' });
  });
});
