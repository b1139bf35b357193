import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@parley/testing';
import { spawnApi, type ApiProcess } from './support/api-process.js';

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

/** What a signal does to one that listens is in process.int-spec.ts. */
describe.each(['SIGTERM', 'SIGINT'] as const)('the API, started alone, at %s', (signal) => {
  let database: TestDatabase;
  const started: ApiProcess[] = [];
  const start = async (url: string) => {
    const api = await spawnApi({ DATABASE_URL: url });
    started.push(api);
    return api;
  };
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
  });
  afterAll(() => database.close());

  it('ends with 0 while it waits for its database', async () => {
    await database.query(`delete from parley_migrations where name like 'WorkerHeartbeats%'`);
    const api = await start(database.url);
    await api.logged('Waiting. The database needs 1 migration: parley db migrate');
    api.child.kill(signal);
    expect(await api.ended).toEqual({ code: 0, stderr: '' });
  });
});
