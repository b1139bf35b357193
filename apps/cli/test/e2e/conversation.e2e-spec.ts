import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { webhookTarget, type WebhookTarget } from '@parley/testing';
import { bearerToken, basic, type ApiKey } from './support/authorization.js';
import { Conformance } from './support/conformance.js';
import { connect, rejection, type AuthMode, type OfficialClient } from './support/official-client.js';
import type { App, Conversation, Integration, Key, Message, User } from './support/official-client.types.js';
import { RestClient } from './support/rest-client.js';
import { RunningParley } from './support/running-parley.js';
import { BUSINESS_CONTENTS, USER_CONTENTS } from './support/sample-messages.js';
import { eventsOf, firstArrivals, type Envelope, type WebhookEvent } from './support/webhook-events.js';

const TRIGGERS = [
  'conversation:create', 'conversation:message', 'conversation:read', 'conversation:typing',
  'conversation:join', 'conversation:leave', 'conversation:remove', 'user:remove',
];
const TEXTS = 110; // together with one of each content more than the 100 of a page
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ID = /^[0-9a-f]{24}$/;

let parley: RunningParley;
beforeAll(async () => {
  // An attempt may fail on a busy machine; nobody should then wait for the quarter of a minute that is the rule.
  parley = await RunningParley.start({ PARLEY_WEBHOOK_RETRY_SECONDS: '1,2,4,8' });
}, 240_000);
afterAll(() => parley?.dispose(), 60_000);

describe.each<AuthMode>(['Basic', 'JWT'])('A conversation by the official client in %s mode', (mode) => {
  let conformance: Conformance;
  let target: WebhookTarget;
  let account: OfficialClient;
  let business: OfficialClient;
  let app: App;
  let appKey: Key;
  let integration: Integration;
  let integrationKey: ApiKey;
  let [ada, bob]: User[] = [];
  let conversation: Conversation;
  let group: Conversation;
  const posted: Message[] = [];

  const signIn = (key: { id: string; secret?: string }, scope: 'account' | 'app' | 'integration') =>
    connect({ baseUrl: parley.baseUrl, key: { id: key.id, secret: key.secret ?? '' }, scope, mode, onExchange: conformance.exchange });
  const post = async (content: object, author: object = { type: 'business' }) => {
    const { messages } = await business.messages.postMessage(app.id, conversation.id, { author, content });
    expect(messages).toHaveLength(1);
    posted.push(...messages);
    return messages[0] as Message;
  };
  const lastContent = () => conformance.lastBody<{ messages: Message[] }>().messages[0]?.content;
  const events = (type: string, conversationId?: string): WebhookEvent[] =>
    firstArrivals(eventsOf(target.received)).filter((event) => event.type === type && (conversationId === undefined || event.payload.conversation?.id === conversationId));
  const untilEvents = async (type: string, count: number, conversationId?: string) => {
    await target.until(() => events(type, conversationId).length >= count);
    return events(type, conversationId);
  };

  beforeAll(async () => {
    conformance = new Conformance();
    target = await webhookTarget();
    account = signIn(parley.credentials().accountKey, 'account');
  });
  afterAll(() => target?.close());

  it('creates an app, and reads, lists and changes it', async () => {
    ({ app } = await account.apps.createApp({ displayName: `Shop ${mode}`, metadata: { plan: 'gold' } }));
    expect(app.id).toMatch(ID);
    ({ app } = await account.apps.updateApp(app.id, { settings: { multiConvoEnabled: true }, metadata: { region: 'eu' } }));
    expect(app).toMatchObject({ displayName: `Shop ${mode}`, metadata: { plan: 'gold', region: 'eu' }, settings: { multiConvoEnabled: true } });
    await account.apps.getApp(app.id);
    expect(conformance.lastBody()).toMatchObject({ app: { ...app, subdomain: expect.any(String) } });
    expect((await account.apps.listApps()).apps.map(({ id }) => id)).toContain(app.id);
  });

  it('creates an app key, whose secret is shown once', async () => {
    ({ key: appKey } = await account.appKeys.createAppKey(app.id, { displayName: 'Shop backend' }));
    expect(appKey.id).toMatch(/^app_[0-9a-f]{24}$/);
    expect(appKey.secret).toEqual(expect.any(String));
    expect((await account.appKeys.getAppKey(app.id, appKey.id)).key).not.toHaveProperty('secret', appKey.secret);
    expect((await account.appKeys.listAppKeys(app.id)).keys.map(({ id }) => id)).toEqual([appKey.id]);
    business = signIn(appKey, 'app');
  });

  it('creates a custom integration with its webhook, and a key for it', async () => {
    ({ integration } = await business.integrations.createIntegration(app.id, {
      type: 'custom', displayName: 'Backend', webhooks: [{ target: `${target.url}/hook`, triggers: TRIGGERS }],
    }));
    const { webhooks } = await business.webhooks.listWebhooks(app.id, integration.id);
    expect(webhooks).toHaveLength(1);
    expect(webhooks[0]).toMatchObject({ target: `${target.url}/hook`, secret: expect.any(String) });
    const { key } = await business.integrationKeys.createCustomIntegrationKey(app.id, integration.id, { displayName: 'Bot' });
    integrationKey = { id: key.id, secret: key.secret ?? '' };
    expect(key.id).toMatch(/^int_/);
    expect((await business.integrationKeys.listCustomIntegrationKeys(app.id, integration.id)).keys.map(({ id }) => id)).toEqual([key.id]);
    expect((await business.integrations.listIntegrations(app.id)).integrations.map(({ id }) => id)).toEqual([integration.id]);
  });

  it('adds, changes and deletes a second webhook', async () => {
    const { webhook } = await business.webhooks.createWebhook(app.id, integration.id, { target: `${target.url}/second`, triggers: ['user:remove'] });
    await business.webhooks.updateWebhook(app.id, integration.id, webhook.id, { triggers: ['conversation:read'] });
    expect((await business.webhooks.getWebhook(app.id, integration.id, webhook.id)).webhook).toMatchObject({ triggers: ['conversation:read'], secret: webhook.secret });
    await business.webhooks.deleteWebhook(app.id, integration.id, webhook.id);
    expect(await rejection(business.webhooks.getWebhook(app.id, integration.id, webhook.id))).toMatchObject({ status: 404 });
  });

  it('creates users and finds them by id and by external id', async () => {
    const externalId = 'ada+test@example.org';
    ({ user: ada } = await business.users.createUser(app.id, { externalId, profile: { givenName: 'Ada', locale: 'en-GB' }, metadata: { vip: true } }));
    ({ user: bob } = await business.users.createUser(app.id, { profile: { givenName: 'Bob' } }));
    expect((await business.users.getUser(app.id, externalId)).user).toEqual((await business.users.getUser(app.id, ada?.id ?? '')).user);
    ({ user: ada } = await business.users.updateUser(app.id, externalId, { profile: { surname: 'Lovelace' }, metadata: { vip: null, tier: 2 } }));
    expect(ada).toMatchObject({ externalId, profile: { givenName: 'Ada', surname: 'Lovelace' }, metadata: { tier: 2 } });
    expect(await rejection(business.users.createUser(app.id, { externalId }))).toEqual({ status: 409, code: 'conflict' });
  });

  it('creates the default conversation, and the webhook hears of it', async () => {
    ({ conversation } = await business.conversations.createConversation(app.id, { type: 'personal', participants: [{ userId: ada?.id }], displayName: 'Order 7' }));
    expect(conversation).toMatchObject({ type: 'personal', isDefault: true, displayName: 'Order 7' });
    const [created] = await untilEvents('conversation:create', 1, conversation.id);
    expect(created?.payload).toMatchObject({ creationReason: 'none', user: { id: ada?.id } });
  });

  it.each(Object.keys(BUSINESS_CONTENTS) as (keyof typeof BUSINESS_CONTENTS)[])('posts a business message: %s', async (kind) => {
    const message = await post(BUSINESS_CONTENTS[kind], { type: 'business', displayName: 'Support' });
    expect(message.author).toMatchObject({ type: 'business', displayName: 'Support' });
    expect(message.received).toMatch(TIMESTAMP);
    expect(lastContent()).toMatchObject(BUSINESS_CONTENTS[kind]);
  });

  it.each(Object.keys(USER_CONTENTS) as (keyof typeof USER_CONTENTS)[])('posts a user message: %s', async (kind) => {
    const message = await post(USER_CONTENTS[kind], { type: 'user', userId: ada?.id });
    expect(message.author).toMatchObject({ type: 'user', userId: ada?.id });
    expect(lastContent()).toMatchObject(USER_CONTENTS[kind]);
  });

  it('lists more than a page backwards, without gap or overlap, in the order of posting', async () => {
    for (let number = 1; number <= TEXTS; number += 1) await post({ type: 'text', text: `Text ${number}` });
    const newest = await business.messages.listMessages(app.id, conversation.id);
    expect(newest.messages).toHaveLength(100);
    expect(newest.meta.hasMore).toBe(true);
    const before = newest.meta.beforeCursor ?? '';
    const oldest = await business.messages.listMessages(app.id, conversation.id, { page: { before } });
    expect(oldest.meta).toMatchObject({ hasMore: false });
    expect([...oldest.messages, ...newest.messages].map(({ id }) => id)).toEqual(posted.map(({ id }) => id));
    const forward = await business.messages.listMessages(app.id, conversation.id, { page: { after: oldest.meta.afterCursor ?? '' } });
    expect(forward.messages.map(({ id }) => id)).toEqual(newest.messages.map(({ id }) => id));
    expect(posted.map(({ id }) => id)).toEqual(posted.map(({ id }) => id).toSorted());
  });

  it('delivers every message to the webhook by one event, in order, as the envelope describes', async () => {
    const messages = await untilEvents('conversation:message', posted.length, conversation.id);
    expect(messages.map(({ payload }) => payload.message?.id)).toEqual(posted.map(({ id }) => id));
    const { webhooks } = await business.webhooks.listWebhooks(app.id, integration.id);
    for (const { headers, body, path } of target.received) {
      const envelope = body as Envelope;
      expect(path).toBe('/hook');
      expect(headers).toMatchObject({ 'x-api-key': webhooks[0]?.secret, 'content-type': expect.stringMatching(/^application\/json/) });
      expect(envelope).toEqual({ app: { id: app.id }, webhook: { id: webhooks[0]?.id, version: 'v2' }, events: expect.any(Array) });
      for (const event of envelope.events) {
        expect(event).toMatchObject({ id: expect.stringMatching(ID), createdAt: expect.stringMatching(TIMESTAMP), type: expect.any(String) });
      }
    }
    const fromUser = messages.find(({ payload }) => payload.message?.author.type === 'user');
    // Without includeFullUser a webhook learns who wrote, not what is known about him.
    expect(fromUser?.payload.message?.author.user).toEqual({ id: ada?.id, externalId: 'ada+test@example.org', authenticated: expect.any(Boolean) });
  });

  it('counts unread messages until the user has read them', async () => {
    const unread = async () => (await business.participants.listParticipants(app.id, conversation.id)).participants[0]?.unreadCount;
    expect(await unread()).toBe(TEXTS); // his own message, the last before the texts, had cleared the rest
    await business.activities.postActivity(app.id, conversation.id, { author: { type: 'user', userId: ada?.id }, type: 'conversation:read' });
    expect(await unread()).toBe(0);
    const [read] = await untilEvents('conversation:read', 1, conversation.id);
    expect(read?.payload.activity).toMatchObject({ type: 'conversation:read', author: { type: 'user', userId: ada?.id } });
  });

  it('takes typing of the business, not of a user', async () => {
    await business.activities.postActivity(app.id, conversation.id, { author: { type: 'business' }, type: 'typing:start' });
    await business.activities.postActivity(app.id, conversation.id, { author: { type: 'business' }, type: 'typing:stop' });
    const byUser = business.activities.postActivity(app.id, conversation.id, { author: { type: 'user', userId: ada?.id }, type: 'typing:start' });
    expect(await rejection(byUser)).toEqual({ status: 400, code: 'bad_request' });
    const typing = await untilEvents('conversation:typing', 2, conversation.id);
    expect(typing.map(({ payload }) => payload.activity)).toMatchObject([{ type: 'typing:start', author: { type: 'business' } }, { type: 'typing:stop', author: { type: 'business' } }]);
  });

  it('lets an integration key post, and keeps account provisioning from it', async () => {
    const bot = signIn(integrationKey, 'integration');
    const { messages } = await bot.messages.postMessage(app.id, conversation.id, { author: { type: 'business' }, content: { type: 'text', text: 'From the bot' } });
    posted.push(...messages);
    expect((await bot.webhooks.listWebhooks(app.id, 'me')).webhooks).toHaveLength(1);
    expect(await rejection(bot.appKeys.listAppKeys(app.id))).toEqual({ status: 403, code: 'forbidden' });
  });

  it('creates a group that users join and leave, and the webhook hears of both', async () => {
    ({ conversation: group } = await business.conversations.createConversation(app.id, { type: 'sdkGroup', participants: [{ userId: ada?.id, subscribeSDKClient: true }] }));
    expect(group.isDefault).toBe(false);
    const { participant } = await business.participants.joinConversation(app.id, group.id, { userId: bob?.id, subscribeSDKClient: false });
    expect(participant).toMatchObject({ userId: bob?.id, unreadCount: 0 });
    expect((await business.participants.listParticipants(app.id, group.id)).participants).toHaveLength(2);
    await business.participants.leaveConversation(app.id, group.id, { participantId: participant.id });
    const [joined] = await untilEvents('conversation:join', 1, group.id);
    const [left] = await untilEvents('conversation:leave', 1, group.id);
    expect([joined?.payload.user?.id, left?.payload.user?.id]).toEqual([bob?.id, bob?.id]);
    expect((await business.conversations.listConversations(app.id, { userId: ada?.id ?? '' })).conversations.map(({ id }) => id)).toEqual([conversation.id, group.id]);
  });

  it('changes and reads a conversation', async () => {
    await business.conversations.updateConversation(app.id, group.id, { displayName: 'Family', metadata: { table: 4 } });
    expect((await business.conversations.getConversation(app.id, group.id)).conversation).toMatchObject({ displayName: 'Family', metadata: { table: 4 } });
  });

  it('deletes one message, then all', async () => {
    const gone = posted.pop() as Message;
    await business.messages.deleteMessage(app.id, conversation.id, gone.id);
    expect(await rejection(business.messages.deleteMessage(app.id, conversation.id, gone.id))).toMatchObject({ status: 404 });
    const { messages } = await business.messages.listMessages(app.id, conversation.id);
    expect(messages.map(({ id }) => id)).toEqual(posted.slice(-100).map(({ id }) => id));
    await business.messages.deleteAllMessages(app.id, conversation.id);
    expect((await business.messages.listMessages(app.id, conversation.id)).messages).toEqual([]);
  });

  it('deletes a conversation but not the default one, and a user', async () => {
    expect(await rejection(business.conversations.deleteConversation(app.id, conversation.id))).toEqual({ status: 400, code: 'bad_request' });
    await business.conversations.deleteConversation(app.id, group.id);
    await untilEvents('conversation:remove', 1, group.id);
    await business.users.deleteUser(app.id, ada?.id ?? '');
    const [removed] = await untilEvents('user:remove', 1);
    expect(removed?.payload.user?.id).toBe(ada?.id);
    expect(await rejection(business.users.getUser(app.id, ada?.id ?? ''))).toEqual({ status: 404, code: 'user_not_found' });
  });

  it('lets no request pass with a deleted key, nor to a deleted app', async () => {
    await business.integrations.deleteIntegration(app.id, integration.id);
    await account.appKeys.deleteAppKey(app.id, appKey.id);
    expect(await rejection(business.apps.getApp(app.id))).toEqual({ status: 401, code: 'unauthorized' });
    await account.apps.deleteApp(app.id);
    expect(await rejection(account.apps.getApp(app.id))).toEqual({ status: 404, code: 'app_not_found' });
  });

  it('sent every kind of event that the webhook asked for, each under one id, and never anything else under it', () => {
    const all = eventsOf(target.received);
    const first = firstArrivals(all);
    expect([...new Set(all.map(({ type }) => type))].toSorted()).toEqual(TRIGGERS.toSorted());
    expect(new Set(first.map(({ type, payload }) => JSON.stringify([type, payload]))).size).toBe(first.length);
    expect(all.map(({ id }) => first.find((event) => event.id === id))).toEqual(all);
    for (const { body } of target.received) conformance.envelope(body);
  });

  it('gave only answers and events that the OpenAPI documents describe', () => {
    expect(conformance.seen).toBeGreaterThan(250);
    expect([...conformance.faults]).toEqual([]);
  });
});

describe('Around the conversation', () => {
  it('lists users by the e-mail of an identity, in both forms of the filter', async () => {
    const { accountKey } = parley.credentials();
    const conformance = new Conformance();
    const client = (authorization: string) => new RestClient(parley.baseUrl, authorization, conformance);
    const { app } = await client(basic(accountKey)).post<{ app: App }>('/v2/apps', { displayName: 'Identities' });
    const bearer = client(`Bearer ${bearerToken(accountKey, 'account')}`);
    for (const query of ['filter[identities.email]=nobody@example.org', `filter=${encodeURIComponent('{"identities.email": "nobody@example.org"}')}`])
      expect(await bearer.get(`/v2/apps/${app.id}/users?${query}`)).toEqual({ users: [], meta: { hasMore: false }, links: {} });
    expect(conformance.seen).toBe(3);
    expect([...conformance.faults]).toEqual([]);
  });

  it('writes neither secrets nor what was said to its output', () => {
    const output = parley.output();
    expect(output).not.toContain(parley.credentials().accountKey.secret);
    expect(output).not.toContain('Large, please');
  });

  it('stops on SIGTERM, with nothing left behind', async () => {
    expect(await parley.stop()).toEqual({ code: 0, left: [] });
  });
});
