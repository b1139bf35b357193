import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '@parley/kernel';
import { Database, openPool, type Sql } from '@parley/persistence';
import { createTestDatabase, type TestDatabase } from '@parley/testing';
import type pg from 'pg';

const pidOf = async (sql: Sql): Promise<number> => (await sql.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]?.pid ?? 0;

describe('a transaction whose connection dies', () => {
  let test: TestDatabase;
  let pool: pg.Pool;
  let database: Database;
  beforeAll(async () => {
    test = await createTestDatabase();
    pool = openPool(test.url, 1);
    database = new Database(pool);
  });
  afterAll(async () => {
    await pool.end();
    await test.close();
  });

  /** Ends the server's side of a connection; resolves when it is gone there. */
  const terminate = (pid: number) => test.query('select pg_terminate_backend($1, 10000)', [pid]);

  it('rejects with what the work threw, not with the rollback that failed; the connection is not used again', async () => {
    const conflict = new AppError('conflict', 'User already exists');
    let pid = 0;
    const outcome = database.system().transaction(async (tx) => {
      pid = await pidOf(tx);
      await terminate(pid);
      throw conflict;
    });
    await expect(outcome).rejects.toBe(conflict);
    expect(await pidOf(database.system())).not.toBe(pid);
  });

  it('rejects with the first statement that failed, and left nothing behind', async () => {
    const outcome = database.system().transaction(async (tx) => {
      const pid = await pidOf(tx);
      await tx.query("insert into worker_heartbeats values ('lost', now())");
      await terminate(pid);
      await tx.query('select 1');
    });
    await expect(outcome).rejects.toMatchObject({ message: expect.stringMatching(/terminat|not queryable/) });
    expect(await database.system().query("select 1 from worker_heartbeats where id = 'lost'")).toEqual([]);
  });

  it('that only failed is rolled back on the same connection, which stays', async () => {
    const before = await pidOf(database.system());
    await expect(database.system().transaction((tx) => tx.query('select 1 / 0'))).rejects.toMatchObject({ code: '22012' });
    expect(await pidOf(database.system())).toBe(before);
  });
});
