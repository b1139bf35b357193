import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, createKey, createTestDatabase, changeEnvironment, type TestDatabase, type TestKey } from '@parley/testing';
import { call, codes, titles, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

/** Loopback is allowed here, so that an address is never why a target is refused. */
const [PLAIN, SECURE] = ['http://127.0.0.1/hook', 'https://127.0.0.1/hook'];
const REFUSED = 'target should be an absolute https URL without credentials, at most 2048 characters';
const webhook = (target: string) => ({ target, triggers: ['conversation:message'] });
const integration = (target: string) => ({ type: 'custom', displayName: 'Bot', webhooks: [webhook(target)] });

/** An API of a production environment, behind a proxy that ends TLS. */
describe('in production webhook targets must be https', () => {
  let database: TestDatabase;
  let api: RunningApi;
  let key: TestKey;
  let integrations: string;
  let made: { id: string; webhooks: { id: string; target: string }[] };
  const send = (path: string, options: Call): Promise<Answer> =>
    call(integrations + path, { authorization: key.basic, headers: { 'x-forwarded-proto': 'https' }, ...options });

  beforeAll(async () => {
    database = await createTestDatabase();
    await changeEnvironment(database, 'production');
    api = await startApi({ env: 'production', trustedProxies: ['127.0.0.0/8'], egressAllow: ['127.0.0.1/32'] }, database);
    const app = await createApp(database, { accountId: api.accountId });
    key = await createKey(database, { accountId: api.accountId, appId: app.id });
    integrations = `${api.url}/v2/apps/${app.id}/integrations`;
    const answer = await send('', { json: integration(SECURE) });
    expect(answer.status).toBe(201);
    made = (answer.body as { integration: typeof made }).integration;
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  it('takes an https target', async () => {
    expect(made.webhooks).toMatchObject([{ target: SECURE }]);
    expect((await send(`/${made.id}/webhooks/${made.webhooks[0]?.id}`, { method: 'PATCH', json: { target: `${SECURE}/2` } })).status).toBe(200);
  });

  it.each([
    ['CreateIntegration', () => send('', { json: integration(PLAIN) }), `webhooks[0].${REFUSED}`],
    ['CreateWebhook', () => send(`/${made.id}/webhooks`, { json: webhook(PLAIN) }), REFUSED],
    ['UpdateWebhook', () => send(`/${made.id}/webhooks/${made.webhooks[0]?.id}`, { method: 'PATCH', json: { target: PLAIN } }), REFUSED],
  ])('refuses an http one with 400 that names the field: %s', async (_operation, ask, title) => {
    const answer = await ask();
    expect([answer.status, codes(answer), titles(answer)]).toEqual([400, ['bad_request'], [title]]);
  });
});
