import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@parley/persistence';
import { createTestDatabase, type TestDatabase } from '@parley/testing';
import pg from 'pg';

let database: TestDatabase;
/** The database of the tests waits for no disk; these connections do, as in production. */
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1, options: '-c synchronous_commit=on' });
});
afterAll(async () => {
  await pool.end();
  await database.close();
});

const setting = async (db: Database) => (await db.system().query<{ synchronous_commit: string }>('show synchronous_commit'))[0]?.synchronous_commit;

describe('commits', () => {
  it('wait for the disk unless said otherwise, also after a signal, which waits for none', async () => {
    const db = new Database(pool);
    expect(await setting(db)).toBe('on');
    await db.notify('parley_test');
    expect(await setting(db)).toBe('on');
  });

  it('do not wait on the connections of whoever relaxes them', async () => {
    expect(await setting(new Database(pool, { relaxedCommits: true }))).toBe('off');
  });
});
