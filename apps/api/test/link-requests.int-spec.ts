import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LinkRequest } from '@parley/contracts';
import { createApp, createConversation, createIntegration, createKey, createUser } from '@parley/testing';
import { call, codes, titles, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { startVendors, type Vendors } from './support/vendors.js';

const UNKNOWN = 'f'.repeat(24);

/** Links by which users come to channels, over HTTP: what opening one leads to is in packages/conversations. */
describe('link requests', () => {
  let vendors: Vendors;
  let api: RunningApi;
  let appId: string;
  let ada: string;
  let conversationId: string;
  let telegram: string;
  beforeAll(async () => {
    vendors = await startVendors();
    api = await startApi(vendors.settings);
  });
  beforeEach(async () => {
    appId = (await createApp(api.database, { accountId: api.accountId, settings: { multiConvoEnabled: true } })).id;
    ada = (await createUser(api.database, appId, { externalId: 'ada@example.org' })).id;
    const made = await call(`${api.url}/v2/apps/${appId}/conversations`, { authorization: api.accountKey.basic, json: { type: 'personal', participants: [{ userId: ada }] } });
    conversationId = (made.body as { conversation: { id: string } }).conversation.id;
    telegram = await integrate({ type: 'telegram', token: '42:secret' });
  });
  afterAll(async () => {
    await api.close();
    vendors.close();
  });

  const integrate = async (json: object, app = appId): Promise<string> => {
    const { body } = await call(`${api.url}/v2/apps/${app}/integrations`, { authorization: api.accountKey.basic, json });
    return (body as { integration: { id: string } }).integration.id;
  };
  const ask = (path: string, options: Call = {}, app = appId) => call(`${api.url}/parley/v1/apps/${app}/users/${path}`, { authorization: api.accountKey.basic, ...options });
  const create = (json: unknown, user = ada, options: Call = {}) => ask(`${user}/linkRequests`, { json, ...options });
  const refusal = (answer: Answer) => [answer.status, codes(answer)[0], titles(answer)[0]];

  it('is a link to the bot with a code, in the user’s default conversation or in the one that is named', async () => {
    const other = (await createConversation(api.database, appId, { userIds: [ada] })).id;
    for (const [json, expected] of [[{}, conversationId], [{ conversationId: other }, other]] as const) {
      const { status, body } = await create({ integrationId: telegram, ...json }, encodeURIComponent('ada@example.org'));
      const { linkRequest } = body as { linkRequest: LinkRequest };
      expect([status, linkRequest]).toEqual([201, {
        id: expect.stringMatching(/^[0-9a-f]{24}$/), integrationId: telegram, conversationId: expected, code: expect.stringMatching(/^[\w-]{32}$/),
        url: `https://t.me/shop_bot?start=${linkRequest.code}`, expiresAt: expect.stringMatching(/Z$/),
      }]);
    }
  });

  it('is refused at a channel without links, and at an integration that is not connected, naming the field', async () => {
    const whatsapp = await integrate({ type: 'whatsapp', accountId: '1', phoneNumberId: '2', accessToken: 'token', appSecret: 'secret', verifyToken: 'verify' });
    const custom = (await createIntegration(api.database, appId)).id;
    await api.database.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'telegram', 'inactive')", [appId, 'a'.repeat(24)]);
    for (const integrationId of [whatsapp, custom, 'a'.repeat(24)])
      expect(refusal(await create({ integrationId }))).toEqual([400, 'bad_request', 'integrationId should be a connected integration of type telegram']);
  });

  it.each<[string, unknown, RegExp]>([
    ['no integration', {}, /^integrationId /], ['an integration that is no text', { integrationId: 7 }, /^integrationId /],
    ['a conversation that is no text', { integrationId: UNKNOWN, conversationId: 7 }, /^conversationId /], ['what is no body', [], /./],
  ])('is refused for %s', async (_, json, title) => {
    expect(refusal(await create(json))).toEqual([400, 'bad_request', expect.stringMatching(title)]);
  });

  it('knows nobody and nothing of another app', async () => {
    const theirs = (await createApp(api.database, { accountId: api.accountId })).id;
    const bob = (await createUser(api.database, theirs)).id;
    const theirConversation = (await createConversation(api.database, theirs, { userIds: [bob] })).id;
    const theirTelegram = await integrate({ type: 'telegram', token: '43:secret' }, theirs);
    for (const integrationId of [theirTelegram, UNKNOWN]) expect(refusal(await create({ integrationId }))).toEqual([404, 'integration_not_found', 'Integration not found']);
    for (const user of [bob, UNKNOWN]) expect(refusal(await create({ integrationId: telegram }, user))).toEqual([404, 'user_not_found', 'User not found']);
    for (const at of [theirConversation, UNKNOWN]) expect(refusal(await create({ integrationId: telegram, conversationId: at }))).toEqual([404, 'conversation_not_found', 'Conversation not found']);
    const { body } = await ask(`${bob}/linkRequests`, { json: { integrationId: theirTelegram } }, theirs);
    const { id } = (body as { linkRequest: LinkRequest }).linkRequest;
    for (const one of [id, UNKNOWN]) expect(refusal(await ask(`${ada}/linkRequests/${one}`, { method: 'DELETE' }))).toEqual([404, 'not_found', 'Link request not found']);
    expect((await ask(`${bob}/linkRequests/${id}`, { method: 'DELETE' }, theirs)).status).toBe(200);
  });

  it('is made and revoked by keys of the app and of an integration too, and by nobody without one', async () => {
    const custom = (await createIntegration(api.database, appId)).id;
    const keys = [{ accountId: api.accountId, appId }, { accountId: api.accountId, appId, integrationId: custom }];
    for (const of of keys) {
      const { basic: authorization } = await createKey(api.database, of);
      const { status, body } = await create({ integrationId: telegram }, ada, { authorization });
      expect(status).toBe(201);
      const { id } = (body as { linkRequest: LinkRequest }).linkRequest;
      const revoke = (key: string | undefined) => ask(`${ada}/linkRequests/${id}`, { method: 'DELETE', authorization: key });
      expect([(await revoke(undefined)).status, await revoke(authorization), (await revoke(authorization)).status]).toMatchObject([401, { status: 200, body: {} }, 404]);
    }
    expect((await create({ integrationId: telegram }, ada, { authorization: undefined })).status).toBe(401);
  });
});
