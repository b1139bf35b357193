import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@parley/testing';
import { startWorker } from './support/worker-process.js';

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

describe('the worker as a process', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('stops with one line and exit code 1 when DATABASE_URL is a role that row-level security does not bind', async () => {
    const line = 'DATABASE_URL names a role that bypasses row-level security: set it to the runtime role, which parley db init makes\n';
    await expect(startWorker(database.adminUrl)).rejects.toThrow(`The worker ended (1): ${line}`);
  });
});
