import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, createKey, type TestKey } from '@parley/testing';
import { send, type RawRequest } from './support/raw-http.js';
import { startApi, type RunningApi } from './support/running-api.js';

describe('what real clients send and no schema tells', () => {
  let api: RunningApi;
  let app: string;
  let key: TestKey;
  const ask = (request: RawRequest) => send(api.url, { ...request, headers: { authorization: key.basic, ...request.headers } });
  const post = (path: string, body: object, contentType = 'application/json') => ask({ method: 'POST', path, body, headers: { 'content-type': contentType } });

  beforeAll(async () => {
    api = await startApi();
    const { id: appId } = await createApp(api.database, { accountId: api.accountId });
    key = await createKey(api.database, { accountId: api.accountId, appId });
    app = `/v2/apps/${appId}`;
  });
  afterAll(() => api.close());

  it('everything is also below /sc, as on Zendesk’s hosts, and links lead there', async () => {
    await createApp(api.database, { accountId: api.accountId });
    const authorization = api.accountKey.basic;
    const list = await send(api.url, { path: '/sc/v2/apps?page[size]=1', headers: { authorization } });
    const { links } = JSON.parse(list.text) as { links: { next: string } };
    expect(links.next).toContain(`${api.url}/sc/v2/apps?page[after]=`);
    expect((await send(api.url, { path: links.next.replace(api.url, ''), headers: { authorization } })).status).toBe(200);
    expect((await post(`/sc${app}/users`, { externalId: 'sc' })).status).toBe(201);
    expect([(await ask({ path: '/sc/health/live' })).status, (await ask({ path: '/sc/sc/v2/apps' })).status]).toEqual([404, 404]);
  });

  it.each(['application/json; charset=utf-8', 'application/json;charset=UTF-8', 'APPLICATION/JSON ; Charset="utf-8"'])('a body as %s', async (contentType) => {
    expect((await post(`${app}/users`, { externalId: contentType }, contentType)).status).toBe(201);
  });

  it.each(['ada@example.org', 'a/b c', 'ü+%20&=#?;', '…/../x', 'tel:+49 30 1234'])('an external id percent-encoded in the path: %s', async (externalId) => {
    const made = JSON.parse((await post(`${app}/users`, { externalId })).text) as { user: { id: string } };
    const found = await ask({ path: `${app}/users/${encodeURIComponent(externalId)}` });
    expect([found.status, JSON.parse(found.text)]).toEqual([200, expect.objectContaining({ user: expect.objectContaining({ id: made.user.id, externalId }) })]);
  });

  it('HEAD answers as GET does, without a body', async () => {
    const [get, head] = [await ask({ path: app }), await ask({ method: 'HEAD', path: app })];
    expect([head.status, head.text, head.headers['content-type']]).toEqual([get.status, '', get.headers['content-type']]);
    expect((await ask({ method: 'HEAD', path: `${app}/users/nobody` })).status).toBe(404);
    expect((await send(api.url, { method: 'HEAD', path: app })).status).toBe(401);
  });

  it('OPTIONS tells the methods of a route, to anybody', async () => {
    const told = async (path: string) => (await send(api.url, { method: 'OPTIONS', path })).headers['allow'];
    expect(await told(app)).toBe('DELETE, GET, HEAD, OPTIONS, PATCH');
    expect(await told(`/sc${app}/users`)).toBe('GET, HEAD, OPTIONS, POST');
    expect((await send(api.url, { method: 'OPTIONS', path: '/v2/nothing' })).status).toBe(404);
  });
});
