import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database, Sql, TimeBounds } from '@parley/persistence';
import { createTestDatabase, openDatabase, silentProxy, type OpenDatabase, type SilentProxy, type TestDatabase } from '@parley/testing';

const [SOON_MS, NEVER_MS] = [200, 120_000];

let test: TestDatabase;
let proxy: SilentProxy;
const opened: OpenDatabase[] = [];
beforeAll(async () => {
  test = await createTestDatabase();
  proxy = await silentProxy(test.url);
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});
afterAll(async () => {
  await proxy.close();
  await test.close();
});

/** One connection, by the proxy. */
function open(bounds?: TimeBounds): Database {
  const one = openDatabase(proxy.url, 1, bounds && { bounds });
  opened.push(one);
  return one.database;
}

const pidOf = async (sql: Sql): Promise<number> => (await sql.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]?.pid ?? 0;
const LONG = { code: '57014' };
const NO_ANSWER = { message: 'Query read timeout' };

describe('a statement that takes too long', () => {
  it('is ended by the server, and the connection stays', async () => {
    const system = open({ statementMs: SOON_MS, answerMs: NEVER_MS }).system();
    const pid = await pidOf(system);
    await expect(system.query('select pg_sleep(60)')).rejects.toMatchObject(LONG);
    await expect(system.transaction((tx) => tx.query('select pg_sleep(60)'))).rejects.toMatchObject(LONG);
    expect(await pidOf(system)).toBe(pid);
  });

  it('may take its time where nobody waits for it, on the same connections', async () => {
    const database = open({ statementMs: SOON_MS, answerMs: NEVER_MS });
    const pid = await pidOf(database.system());
    const slept = database.patient().system().query(`select pg_sleep(${(SOON_MS * 2) / 1000}), pg_backend_pid() as pid`);
    expect(await slept).toMatchObject([{ pid }]);
    await expect(database.system().query('select pg_sleep(60)')).rejects.toMatchObject(LONG);
  });
});

describe('a connection that falls silent', () => {
  // Long enough for a statement on a busy machine.
  const bounds = { statementMs: NEVER_MS, answerMs: 3000 };

  it('is given up when a statement has no answer, and not used again', async () => {
    const system = open(bounds).system();
    const pid = await pidOf(system);
    proxy.silence();
    await expect(system.query('select 1')).rejects.toMatchObject(NO_ANSWER);
    expect(await pidOf(system)).not.toBe(pid);
  });

  it.each([
    ['a statement without an answer', 'Query read timeout', (tx: Sql) => tx.query('select 2')],
    ['one that goes on after it', 'Connection terminated: a statement was not answered in time', (tx: Sql) => tx.query('select 2').catch(() => tx.query('select 3'))],
  ])('is given up in a transaction with %s: nothing is sent after it', async (_what, message, work) => {
    const database = open(bounds);
    const pid = await pidOf(database.system());
    const outcome = database.system().transaction(async (tx) => {
      await tx.query('select 1');
      proxy.silence();
      await work(tx);
    });
    await expect(outcome).rejects.toMatchObject({ message });
    expect(await pidOf(database.system())).not.toBe(pid);
  });

  it('does not keep its locks: the server ends the transaction, and the session of a client that is gone', async () => {
    const settings = await open().system().query<{ name: string; setting: string }>(
      `select name, setting from pg_settings
       where name in ('idle_in_transaction_session_timeout', 'statement_timeout', 'tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_user_timeout')`);
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      idle_in_transaction_session_timeout: '60000', statement_timeout: '30000',
      tcp_keepalives_idle: '30', tcp_keepalives_interval: '10', tcp_user_timeout: '30000',
    });
  });

  it('does not hold up who only wakes somebody', async () => {
    const database = open(bounds);
    const pid = await pidOf(database.system());
    proxy.silence();
    await expect(database.notify('anything')).rejects.toMatchObject(NO_ANSWER);
    await database.notify('anything');
    expect(await pidOf(database.system())).not.toBe(pid);
  });
});
