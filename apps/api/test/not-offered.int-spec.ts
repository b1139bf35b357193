import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createApp, createIntegration, createKey } from '@parley/testing';
import { call, codes, titles } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

let api: RunningApi;
let appId: string;
let app: string;
let integration: string;

beforeAll(async () => {
  api = await startApi();
  appId = (await createApp(api.database, { accountId: api.accountId })).id;
  app = (await createKey(api.database, { accountId: api.accountId, appId })).basic;
  const { id: integrationId } = await createIntegration(api.database, appId);
  integration = (await createKey(api.database, { accountId: api.accountId, appId, integrationId })).basic;
});
afterAll(() => api.close());

it.each<[string, string, string]>([
  ['Authorize', 'GET', '/oauth/authorize?client_id=x&response_type=code'],
  ['GetToken', 'POST', '/oauth/token'],
  ['GetTokenInfo', 'GET', '/v2/tokenInfo'],
  ['RevokeAccess', 'DELETE', '/oauth/authorization'],
])('%s says that OAuth is not offered', async (operation, method, path) => {
  const answer = await call(`${api.url}${path}`, {
    method, ...(method === 'POST' && { json: { code: '1', grant_type: 'authorization_code', client_id: 'x', client_secret: 'y' } }),
    ...(operation === 'RevokeAccess' && { authorization: integration }),
  });
  expect([answer.status, codes(answer), titles(answer)]).toEqual([400, ['bad_request'], ['OAuth is not offered by this server: use the API key of a custom integration']]);
});

it('RevokeAccess asks for a key of an integration first', async () => {
  expect((await call(`${api.url}/oauth/authorization`, { method: 'DELETE' })).status).toBe(401);
  expect((await call(`${api.url}/oauth/authorization`, { method: 'DELETE', authorization: app })).status).toBe(403);
});

it('SyncUser: no user has a counterpart, whatever the id', async () => {
  const send = (json: object) => call(`${api.url}/v2/apps/${appId}/users/35436/sync`, { authorization: app, json });
  for (const body of [{}, { survivingZendeskId: '1' }]) expect([(await send(body)).status, codes(await send(body))]).toEqual([404, ['user_not_found']]);
  expect(titles(await send({ survivingZendeskId: 1 }))).toEqual(['survivingZendeskId should be a string']);
});
