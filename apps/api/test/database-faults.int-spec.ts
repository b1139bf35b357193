import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@parley/persistence';
import { createApp, createTestDatabase, eventually, openDatabase, silentProxy, type OpenDatabase, type SilentProxy, type TestDatabase } from '@parley/testing';
import { toAppError } from '../src/http/to-app-error.js';
import { call, type Answer } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

const UNAVAILABLE = { status: 503, body: { errors: [{ code: 'service_unavailable', title: 'The service is not available at the moment' }] } };

describe('what the database does to a request', () => {
  let database: TestDatabase;
  let api: RunningApi;
  let rival: OpenDatabase;
  let url: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    // So that a transaction which waited for another's change must fail with 40001, as one may of its own accord under load.
    await database.query(`do $$ begin execute format('alter database %I set default_transaction_isolation = ''repeatable read''', current_database()); end $$`);
    api = await startApi({}, database);
    url = `${api.url}/v2/apps/${(await createApp(database, { accountId: api.accountId })).id}`;
    rival = openDatabase(database.adminUrl, 1);
  });
  afterAll(async () => {
    await rival.close();
    await api.close();
    await database.close();
  });

  const change = () => call(url, { method: 'PATCH', authorization: api.accountKey.basic, json: { displayName: 'Changed' } });

  /** Sends a change of the app while somebody else has changed its row, who commits after `use`. `use` gets the process id of the connection that waits. */
  async function changeWhileHeld(use: (pid: number) => Promise<unknown>): Promise<Answer> {
    const answer = rival.database.system().transaction(async (tx) => {
      await tx.query(`update apps set metadata = '{"by": "a rival"}'`);
      const changing = change();
      const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      const { pid } = await eventually('the change waits', async () => (await database.query<{ pid: number }>(waiting))[0]);
      await use(pid);
      return { changing };
    });
    return (await answer).changing;
  }

  it('a serialisation failure (SQLSTATE class 40) is 503: the request may be sent again', async () => {
    expect(await changeWhileHeld(async () => undefined)).toMatchObject(UNAVAILABLE);
    expect((await change()).status).toBe(200);
  });

  it('a connection that is ended in the middle of a transaction is 503, and the next request is served', async () => {
    expect(await changeWhileHeld((pid) => database.query('select pg_terminate_backend($1, 10000)', [pid]))).toMatchObject(UNAVAILABLE);
    expect((await change()).status).toBe(200);
  });

  it('so is a connection that was ended between two statements', async () => {
    const outcome = api.app.get(Database).system().transaction(async (tx) => {
      const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await database.query('select pg_terminate_backend($1, 10000)', [row?.pid]);
      await tx.query('select 1');
    });
    const error = await outcome.catch(toAppError);
    expect(error).toMatchObject({ code: 'service_unavailable' });
  });
});

describe('a database that falls silent', () => {
  let database: TestDatabase;
  let proxy: SilentProxy;
  let api: RunningApi;
  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await silentProxy(database.url);
    api = await startApi({ databaseUrl: proxy.url, databasePoolSize: 1 }, database, { bounds: { statementMs: 60_000, answerMs: 3000 } });
  });
  afterAll(async () => {
    await api.close();
    await proxy.close();
    await database.close();
  });

  it('makes a request 503 in the API’s shape, and the next one is served on a new connection', async () => {
    const url = `${api.url}/v2/apps/${(await createApp(database, { accountId: api.accountId })).id}`;
    const change = () => call(url, { method: 'PATCH', authorization: api.accountKey.basic, json: { displayName: 'Changed' } });
    expect((await change()).status).toBe(200);
    proxy.silence();
    expect(await change()).toMatchObject(UNAVAILABLE);
    expect((await change()).status).toBe(200);
  });
});

describe('a statement that takes too long', () => {
  it('is 503, and leaves the connection as it was', async () => {
    const database = await createTestDatabase();
    const api = await startApi({ databasePoolSize: 1 }, database, { bounds: { statementMs: 500, answerMs: 60_000 } });
    const rival = openDatabase(database.adminUrl, 1);
    const url = `${api.url}/v2/apps/${(await createApp(database, { accountId: api.accountId })).id}`;
    const change = () => call(url, { method: 'PATCH', authorization: api.accountKey.basic, json: { displayName: 'Changed' } });
    const answer = await rival.database.system().transaction(async (tx) => {
      await tx.query(`update apps set metadata = '{"by": "a rival"}'`);
      return change();
    });
    expect(answer).toMatchObject(UNAVAILABLE);
    expect((await change()).status).toBe(200);
    await rival.close();
    await api.close();
    await database.close();
  });
});
