import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, createIntegration, createKey, type TestKey } from '@parley/testing';
import { forge } from './support/jwt.js';
import { send, type RawAnswer } from './support/raw-http.js';
import { startApi, type RunningApi } from './support/running-api.js';

const ORIGIN = { origin: 'https://shop.example.org' };
const corsHeaders = ({ headers }: RawAnswer) => Object.keys(headers).filter((name) => /^access-control-|^timing-allow-origin$/i.test(name));

/** semantics.md 1: never usable from a browser, which shows an answer to a page of another origin only where these headers allow it. */
describe('App and account credentials get no CORS headers', () => {
  let api: RunningApi;
  let path: string;
  let keys: Record<'account' | 'app' | 'integration', TestKey>;

  beforeAll(async () => {
    api = await startApi();
    const { id: appId } = await createApp(api.database, { accountId: api.accountId });
    const owner = { accountId: api.accountId, appId };
    path = `/v2/apps/${appId}`;
    keys = {
      account: api.accountKey,
      app: await createKey(api.database, owner),
      integration: await createKey(api.database, { ...owner, integrationId: (await createIntegration(api.database, appId)).id }),
    };
  });
  afterAll(() => api.close());

  const credentials = (scope: keyof typeof keys, mode: string) =>
    mode === 'Basic' ? keys[scope].basic : `Bearer ${forge({ alg: 'HS256', kid: keys[scope].id }, { scope }, keys[scope].secret)}`;

  it.each<[keyof typeof keys, string]>([['account', 'Basic'], ['account', 'JWT'], ['app', 'Basic'], ['app', 'JWT'], ['integration', 'Basic'], ['integration', 'JWT']])(
    '%s key, %s: a read, a write and a refusal from another origin', async (scope, mode) => {
      const headers = { ...ORIGIN, authorization: credentials(scope, mode) };
      const read = await send(api.url, { path: `${path}/users/nobody`, headers });
      const write = await send(api.url, { method: 'POST', path: `${path}/users`, headers: { ...headers, 'content-type': 'application/json' }, body: {} });
      const refused = await send(api.url, { path: '/v2/apps', headers: { ...headers, authorization: `${mode === 'Basic' ? 'Basic' : 'Bearer'} wrong` } });
      expect([read, write, refused].map(({ status }) => status)).toEqual([404, 201, 401]);
      expect([read, write, refused].flatMap(corsHeaders)).toEqual([]);
    });

  it.each(['GET', 'POST', 'PATCH', 'DELETE'])('a browser’s preflight for %s is answered without permission', async (method) => {
    const asked = { ...ORIGIN, 'access-control-request-method': method, 'access-control-request-headers': 'authorization,content-type' };
    const answer = await send(api.url, { method: 'OPTIONS', path, headers: asked });
    expect([answer.status, corsHeaders(answer)]).toEqual([204, []]);
  });
});
