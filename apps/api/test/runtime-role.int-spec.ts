import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@parley/testing';
import { spawnApi } from './support/api-process.js';

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

/** DATABASE_URL is the runtime role, which owns no table (packages/persistence/test/runtime-role.int-spec.ts has the roles one by one). */
describe('the API, given another role than the runtime’s,', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  const refusal = async (url: string): Promise<unknown> => {
    const { ended, lines } = await spawnApi({ DATABASE_URL: url });
    return { ...(await ended), lines };
  };

  it('stops with one line and exit code 1 when it is a superuser', async () => {
    expect(await refusal(database.adminUrl)).toEqual({ code: 1, lines: [], stderr: 'DATABASE_URL names a role that bypasses row-level security: set it to the runtime role, which parley db init makes\n' });
  });

  it('stops with one line and exit code 1 when it owns the tables', async () => {
    const [row] = await database.query<{ database: string }>('select current_database() as database');
    const owner = `owner_${row?.database}`;
    await database.query(`create role ${owner} login password 'secret'`);
    try {
      await database.query(`alter table parley_meta owner to ${owner}; grant select on parley_migrations to ${owner}`);
      const url = Object.assign(new URL(database.url), { username: owner, password: 'secret' }).href;
      expect(await refusal(url)).toEqual({ code: 1, lines: [], stderr: expect.stringMatching(/^DATABASE_URL names a role that owns Parley's tables: [^\n]+ PARLEY_ADMIN_DATABASE_URL [^\n]+\n$/) });
    } finally {
      await database.query(`drop owned by ${owner} cascade; drop role ${owner}`);
    }
  });
});
