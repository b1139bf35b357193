import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createAccount, createApp, createKey, createTestDatabase, eventually, type TestDatabase, type TestKey } from '@parley/testing';
import { spawnApi, type ApiProcess } from './support/api-process.js';
import { call } from './support/call.js';

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

describe('the API as a process', () => {
  let database: TestDatabase;
  let key: TestKey;
  let doomed: { path: string };
  const started: ApiProcess[] = [];
  const start = async (env: Record<string, string> = {}) => {
    const api = await spawnApi({ DATABASE_URL: database.url, ...env });
    started.push(api);
    return api;
  };
  const endedInOrder = async (api: ApiProcess, reason: NodeJS.Signals) => {
    expect(await api.ended).toEqual({ code: 0, stderr: '' });
    expect(api.lines.slice(-2)).toMatchObject([{ msg: 'stopping', reason }, { msg: 'stopped' }]);
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const { id: accountId } = await createAccount(database);
    key = await createKey(database, { accountId });
    const { id: appId } = await createApp(database, { accountId });
    const { id } = await createKey(database, { accountId, appId });
    doomed = { path: `/v2/apps/${appId}/keys/${id}` };
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
  });
  afterAll(() => database.close());

  it('SIGTERM drains the requests in flight, then ends with 0', async () => {
    const api = await start();
    await api.logged('listening');
    // Deleting a key takes a second by itself.
    const deleting = call(api.url + doomed.path, { method: 'DELETE', authorization: key.basic });
    let answered = false;
    void deleting.finally(() => (answered = true));
    const exists = 'select 1 from api_keys where id = $1';
    await eventually('the deletion is committed', async () => answered || (await database.query(exists, [doomed.path.split('/').at(-1)])).length === 0);
    api.child.kill('SIGTERM');
    const { status, headers } = await deleting;
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
    await endedInOrder(api, 'SIGTERM');
  });

  it('ends in order when the supervisor’s channel breaks', async () => {
    const api = await start();
    await api.logged('listening');
    api.child.disconnect();
    expect((await api.ended).code).toBe(0);
    expect(api.lines.at(-1)?.msg).toBe('stopped');
  });

  it('logs refusals with the request id that the caller got, and no credentials; serves metrics on a port of their own; SIGINT ends it in order, with 0', async () => {
    const api = await start();
    await api.logged('listening');
    const path = '/v2/apps/5e1606762556d93e9c176f69';
    const answer = await call(api.url + path, { authorization: key.basic, headers: { 'x-request-id': 'from-the-caller' } });
    await api.logged('request');
    expect(answer.headers.get('x-request-id')).toBe('from-the-caller');
    expect(api.lines.find(({ msg }) => msg === 'request')).toMatchObject({ requestId: 'from-the-caller', route: '/v2/apps/:appId', status: 404, level: 'info' });
    expect(JSON.stringify(api.lines)).not.toContain(key.secret);
    expect(JSON.stringify(api.lines)).not.toContain(key.basic.slice(6));
    const metrics = await (await fetch(`${api.metricsUrl}/metrics`)).text();
    expect(metrics).toContain('parley_http_request_duration_seconds_count{app="api",method="GET",route="/v2/apps/:appId",status="404"} 1');
    expect((await call(`${api.url}/metrics`)).status).toBe(404);
    api.child.kill('SIGINT');
    await endedInOrder(api, 'SIGINT');
  });

  it.each([
    ['a port in use', async () => ({ DATABASE_URL: database.url, PARLEY_PORT: new URL(database.url).port }), /^Port \d+ is in use: choose another by PARLEY_PORT or PARLEY_METRICS_PORT\n$/],
    ['no database', async () => ({ DATABASE_URL: '' }), /^DATABASE_URL is missing\n$/],
    ['a wrong password', async () => ({ DATABASE_URL: database.url.replace(/:[^:@]+@/, ':wrong@') }), /^The database refuses [^\n]+\n$/],
    ['a missing root key', async () => ({ DATABASE_URL: database.url, PARLEY_ROOT_KEY_FILE: '/nowhere/root.key' }), /^The key file \/nowhere\/root\.key is missing: PARLEY_ROOT_KEY_FILE\n$/],
    ['an unknown setting', async () => ({ DATABASE_URL: database.url, PARLEY_PROT: '1' }), /^PARLEY_PROT is not a setting; the closest is PARLEY_PORT\n$/],
    ['a production listener without TLS', async () => ({ DATABASE_URL: database.url, PARLEY_ENV: 'production' }), /^PARLEY_TLS_CERT is missing[^\n]+\n$/],
  ])('%s is one line and exit code 1', async (_what, env, line) => {
    const api = await spawnApi(await env());
    started.push(api);
    const { code, stderr } = await api.ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(line)]);
    expect(stderr).not.toContain('wrong');
  });
});
