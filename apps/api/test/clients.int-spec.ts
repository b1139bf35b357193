import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client, Conversation, Device, Participant, User } from '@parley/contracts';
import { newId } from '@parley/kernel';
import { createApp, createConversation, createUser, outboxEvents, sqlOf, testKeyring } from '@parley/testing';
import { call, codes, titles, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

const UNKNOWN = 'f'.repeat(24);
const PHONE = '+1 212-555-2368';
const SENT = { author: { type: 'business' }, content: { type: 'text', text: 'Is it you?' } };

/** What each linkable type is created with. */
const CHANNELS = {
  mailgun: { apiKey: null, domain: 'example.org', incomingAddress: 'shop@example.org' },
  messagebird: { accessKey: 'k', signingKey: 's', originator: '15550001234' },
  twilio: { accountSid: 'a', authToken: 't', phoneNumberSid: 'p' },
  whatsapp: {},
};
type Channel = keyof typeof CHANNELS | 'email';

describe('clients and devices', () => {
  let api: RunningApi;
  let appId: string;
  let ada: string;
  let conversation: string;
  const send = (path: string, options: Call = {}) => call(`${api.url}/v2/apps/${appId}${path}`, { authorization: api.accountKey.basic, ...options });
  const done = async <T>(answer: Promise<Answer>, status = 200): Promise<T> => {
    expect([(await answer).status, (await answer).body]).toEqual([status, (await answer).body]);
    return (await answer).body as T;
  };
  const integrate = async (type: Channel) => {
    if (type !== 'email') return connected(type);
    // Made only where servers of mail let it in: channels.int-spec.ts.
    const id = newId();
    await api.database.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'email', 'active')", [appId, id]);
    return id;
  };
  const connected = async (type: keyof typeof CHANNELS) => (await done<{ integration: { id: string } }>(send('/integrations', { json: { type, ...CHANNELS[type] } }), 201)).integration.id;
  const body = (integrationId: string, criteria: object = {}, more: object = {}) =>
    ({ matchCriteria: { type: 'whatsapp', integrationId, phoneNumber: PHONE, ...criteria }, confirmation: { type: 'immediate' }, target: { conversationId: conversation }, ...more });
  const create = (json: object, user = ada) => send(`/users/${user}/clients`, { json });
  const link = async (json: object, user = ada) => (await done<{ client: Client & { id: string } }>(create(json, user), 201)).client;
  const list = async (user = ada, query = '') => done<{ clients: Client[]; meta: { hasMore: boolean; afterCursor?: string } }>(send(`/users/${user}/clients${query}`));
  const associations = async (id = conversation) => (await done<{ participants: Participant[] }>(send(`/conversations/${id}/participants`))).participants[0]?.clientAssociations;
  const refused = async (answer: Promise<Answer>) => [(await answer).status, codes(await answer)[0], titles(await answer)[0]];
  const hold = (id: string) => call(`${api.url}/parley/v1/apps/${appId}/holds`, { authorization: api.accountKey.basic, json: { target: { type: 'user', id }, reference: id } });
  const recorded = () => api.database.query<{ action: string; target_id: string }>("select action, target_id from audit_entries where app_id = $1 and action ~ '^client' order by id", [appId]);
  /** Events since the last call, each as a webhook that includes neither full users nor sources gets it. */
  let seen = 0;
  const events = async () => {
    const all = await outboxEvents(api.database, appId);
    const fresh = all.slice(seen).map(({ type, payload }) => ({ type, payload: short(payload as Record<string, unknown>) }));
    seen = all.length;
    return fresh;
  };

  beforeAll(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    appId = (await createApp(api.database, { accountId: api.accountId, settings: { multiConvoEnabled: true } })).id;
    ada = (await createUser(api.database, appId, { externalId: 'ada@example.org', profile: { givenName: 'Ada' } })).id;
    conversation = (await createConversation(api.database, appId, { userIds: [ada], metadata: { shop: 'Bern' } })).id;
    seen = 0;
  });
  afterAll(() => api.close());

  it.each<[Channel, object, string]>([
    ['email', { phoneNumber: undefined, address: 'Steve@channel5.com' }, 'steve@channel5.com'],
    ['mailgun', { phoneNumber: undefined, address: 'Steve@channel5.com', subject: 'Hello' }, 'steve@channel5.com'],
    ['messagebird', {}, '+12125552368'], ['twilio', {}, '+12125552368'], ['whatsapp', {}, '+12125552368'],
  ])('CreateClient by %s: pending at first; without a message an immediate confirmation makes it active, in the conversation', async (type, criteria, externalId) => {
    const integrationId = await integrate(type);
    const client = await link(body(integrationId, { type, ...criteria }));
    expect(client).toEqual({ id: expect.stringMatching(/^[0-9a-f]{24}$/), type, status: 'pending', integrationId });
    const active = { ...client, status: 'active', externalId, displayName: expect.any(String), linkedAt: expect.any(String) };
    expect((await list()).clients).toEqual([expect.objectContaining(active)]);
    expect(await associations()).toEqual([{ type, clientId: client.id }]);
    const about = { conversation: { id: conversation, type: 'personal', metadata: { shop: 'Bern' } }, user: { id: ada, externalId: 'ada@example.org', authenticated: false } };
    expect(await events()).toEqual([
      { type: 'client:add', payload: { ...about, client, reason: 'channelLinking', source: { type: 'api' } } },
      { type: 'client:update', payload: { ...about, client: expect.objectContaining(active), reason: 'confirmed' } },
    ]);
  });

  it.each([
    ['immediate with a message', { type: 'immediate', message: SENT }], ['userActivity', { type: 'userActivity', message: SENT }], ['prompt', { type: 'prompt' }],
  ])('a link whose confirmation has to reach the user (%s) fails while the channel is not connected: client:remove, linkFailed', async (_, confirmation) => {
    const integrationId = await integrate('whatsapp');
    const client = await link(body(integrationId, {}, { confirmation }));
    expect(client.status).toBe('pending');
    expect((await list()).clients).toEqual([]);
    expect(await associations()).toEqual([]);
    expect(await events()).toMatchObject([
      { type: 'client:add', payload: { client } },
      { type: 'client:remove', payload: { client, conversation: { id: conversation }, reason: 'linkFailed', error: { code: 'channel_not_connected' } } },
    ]);
    expect((await done<{ messages: object[] }>(send(`/conversations/${conversation}/messages`))).messages).toEqual([]);
  });

  it('the first association is the primary client: the one linked last, unless `primary` is false', async () => {
    const [one, two, three] = [await integrate('whatsapp'), await integrate('twilio'), await integrate('messagebird')];
    const a = await link(body(one));
    const b = await link(body(two, { type: 'twilio' }));
    const c = await link(body(three, { type: 'messagebird', primary: false }));
    expect((await associations())?.map(({ clientId }) => clientId)).toEqual([b.id, a.id, c.id]);
  });

  it('an account that is the user’s already is his one client, however it is spelled: attached, and answered as it is', async () => {
    const integrationId = await integrate('whatsapp');
    const { id } = await link(body(integrationId));
    await events();
    const other = (await createConversation(api.database, appId, { userIds: [ada] })).id;
    const again = await link(body(integrationId, { phoneNumber: '+12125552368' }, { target: { conversationId: other } }), encodeURIComponent('ada@example.org'));
    expect(again).toMatchObject({ id, status: 'active', externalId: '+12125552368' });
    expect((await list()).clients).toHaveLength(1);
    expect([await associations(), await associations(other)]).toEqual([[{ type: 'whatsapp', clientId: id }], [{ type: 'whatsapp', clientId: id }]]);
    expect(await events()).toMatchObject([{ type: 'client:update', payload: { client: { id }, conversation: { id: other }, reason: 'confirmed' } }]);
  });

  it('an account of another, identified user is taken from him: client:remove, theft; kept from it by a legal hold', async () => {
    const integrationId = await integrate('whatsapp');
    const bob = (await createUser(api.database, appId, { externalId: 'bob' })).id;
    const his = (await createConversation(api.database, appId, { userIds: [bob] })).id;
    const { id } = await link(body(integrationId, {}, { target: { conversationId: his } }), bob);
    await events();
    const held = (await hold(bob)).body as { hold: { id: string } };
    expect(await refused(create(body(integrationId)))).toEqual([409, 'legal_hold', expect.any(String)]);
    expect([(await list()).clients.length, await associations(his), await events()]).toEqual([0, [{ type: 'whatsapp', clientId: id }], []]);
    await call(`${api.url}/parley/v1/apps/${appId}/holds/${held.hold.id}`, { method: 'DELETE', authorization: api.accountKey.basic });
    const taken = await link(body(integrationId));
    expect([(await list(bob)).clients, (await list()).clients.map((client) => client.id), await associations(his)]).toEqual([[], [taken.id], []]);
    expect((await events()).map(({ type, payload }) => [type, payload])).toEqual([
      ['client:add', expect.objectContaining({ client: taken })],
      ['client:remove', expect.objectContaining({ reason: 'theft', user: { id: bob, externalId: 'bob', authenticated: false }, client: expect.objectContaining({ id, externalId: '+12125552368' }), conversation: expect.objectContaining({ id: his }) })],
      ['client:update', expect.objectContaining({ reason: 'confirmed', client: expect.objectContaining({ id: taken.id }) })],
    ]);
    expect(await recorded()).toEqual([{ action: 'client:delete', target_id: id }]);
  });

  it.each<[string, object, RegExp]>([
    ['a type that cannot be linked', { matchCriteria: { type: 'line', integrationId: UNKNOWN } }, /^matchCriteria\.type /],
    ['a number without its country', { matchCriteria: { type: 'whatsapp', integrationId: UNKNOWN, phoneNumber: '212 555 2368' } }, /^matchCriteria\.phoneNumber /],
    ['a number without +', { matchCriteria: { type: 'twilio', integrationId: UNKNOWN, phoneNumber: '1 212 555 2368' } }, /^matchCriteria\.phoneNumber /],
    ['no number', { matchCriteria: { type: 'messagebird', integrationId: UNKNOWN } }, /^matchCriteria\.phoneNumber is required/],
    ['no e-mail address', { matchCriteria: { type: 'mailgun', integrationId: UNKNOWN, address: 'steve' } }, /^matchCriteria\.address /],
    ['no integration', { matchCriteria: { type: 'whatsapp', phoneNumber: PHONE } }, /^matchCriteria\.integrationId is required/],
    ['an unknown confirmation', { confirmation: { type: 'later' } }, /^confirmation\.type /],
    ['userActivity without a message', { confirmation: { type: 'userActivity' } }, /^confirmation\.message is required/],
    ['a message of the user', { confirmation: { type: 'immediate', message: { ...SENT, author: { type: 'user', userId: UNKNOWN } } } }, /^confirmation\.message\.author\.type /],
    ['a carousel', { confirmation: { type: 'immediate', message: { ...SENT, content: { type: 'carousel', items: [{ title: 'a', actions: [{ type: 'link', text: 'a', uri: 'https://a.example' }] }] } } } }, /^confirmation\.message\.content\.type /],
    ['a reply', { confirmation: { type: 'immediate', message: { ...SENT, content: { type: 'text', text: 'a', actions: [{ type: 'reply', text: 'a', payload: 'a' }] } } } }, /^confirmation\.message\.content\.actions\[0\]\.type /],
    ['a text that says nothing', { confirmation: { type: 'immediate', message: { ...SENT, content: { type: 'text' } } } }, /^confirmation\.message\.content/],
    ['no target', { target: undefined }, /^target is required/],
    ['no conversation', { target: {} }, /^target\.conversationId is required/],
  ])('refuses %s by a 400 that names the field', async (_, change, title) => {
    expect(await refused(create(body(await integrate('whatsapp'), {}, change)))).toEqual([400, 'bad_request', expect.stringMatching(title)]);
    expect(await events()).toEqual([]);
  });

  it('refuses whom and what is not there, and what does not fit', async () => {
    const integrationId = await integrate('whatsapp');
    const target = (conversationId: string) => body(integrationId, {}, { target: { conversationId } });
    expect(await refused(create(body(integrationId), UNKNOWN))).toEqual([404, 'user_not_found', 'User not found']);
    for (const unknown of [UNKNOWN, 'x']) {
      expect(await refused(create(body(unknown)))).toEqual([404, 'integration_not_found', 'Integration not found']);
      expect(await refused(create(target(unknown)))).toEqual([404, 'conversation_not_found', 'Conversation not found']);
    }
    expect(await refused(create(body(integrationId, { type: 'twilio' })))).toEqual([400, 'bad_request', 'matchCriteria.integrationId should be an integration of type twilio']);
    const group = (await createConversation(api.database, appId, { userIds: [ada], type: 'sdkGroup' })).id;
    expect(await refused(create(target(group)))).toEqual([400, 'bad_request', 'target.conversationId should be a conversation of type personal']);
    const bob = (await createUser(api.database, appId)).id;
    expect(await refused(create(body(integrationId), bob))).toEqual([404, 'not_found', 'User is not a member of the conversation']);
    expect([await events(), await recorded()]).toEqual([[], []]);
  });

  it('RemoveClient takes it out of all conversations, tells it, and is on the record; not of type sdk, of another user, or held', async () => {
    const integrationId = await integrate('whatsapp');
    const { id } = await link(body(integrationId));
    await events();
    const remove = (client: string, user = ada) => send(`/users/${user}/clients/${client}`, { method: 'DELETE' });
    const bob = (await createUser(api.database, appId)).id;
    expect(await refused(remove(id, bob))).toEqual([404, 'client_not_found', 'Client not found']);
    for (const unknown of [UNKNOWN, 'x']) expect(await refused(remove(unknown))).toEqual([404, 'client_not_found', 'Client not found']);
    expect(await refused(remove(id, UNKNOWN))).toEqual([404, 'user_not_found', 'User not found']);
    const { conversation: group } = await done<{ conversation: Conversation }>(send('/conversations', { json: { type: 'sdkGroup', participants: [{ userId: ada, subscribeSDKClient: true }] } }), 201);
    const [sdk] = (await associations(group.id)) ?? [];
    expect(await refused(remove(sdk?.clientId ?? ''))).toEqual([400, 'bad_request', "Cannot remove a client of type 'sdk'"]);
    const held = (await hold(ada)).body as { hold: { id: string } };
    expect((await refused(remove(id)))[0]).toBe(409);
    await call(`${api.url}/parley/v1/apps/${appId}/holds/${held.hold.id}`, { method: 'DELETE', authorization: api.accountKey.basic });
    await events();
    expect([(await remove(id)).status, (await list()).clients.map(({ type, status }) => [type, status]), await associations()]).toEqual([200, [['sdk', 'active']], []]);
    expect(await events()).toEqual([{ type: 'client:remove', payload: {
      user: { id: ada, externalId: 'ada@example.org', authenticated: false }, reason: 'api', source: { type: 'api' },
      client: expect.objectContaining({ id, externalId: '+12125552368', displayName: PHONE, info: { phoneNumber: '+12125552368' } }),
    } }]);
    expect(await recorded()).toEqual([{ action: 'client:delete', target_id: id }]);
    expect((await remove(id)).status).toBe(404);
  });

  it('ListClients pages by cursors in the order of the ids', async () => {
    const made: (string | undefined)[] = [];
    for (const type of ['whatsapp', 'twilio', 'messagebird'] as const) made.push((await link(body(await integrate(type), { type }))).id);
    const ids = ({ clients }: { clients: Client[] }) => clients.map(({ id }) => id);
    const first = await list(ada, '?page[size]=2');
    expect([ids(first), first.meta.hasMore]).toEqual([made.slice(0, 2), true]);
    expect(ids(await list(ada, `?page[after]=${first.meta.afterCursor ?? ''}`))).toEqual(made.slice(2));
    expect(await refused(send(`/users/${ada}/clients?page[after]=${UNKNOWN}&page[before]=${UNKNOWN}`))).toEqual([400, 'bad_request', expect.stringMatching(/^Invalid page query parameters/)]);
    expect((await refused(send(`/users/${UNKNOWN}/clients`)))[1]).toBe('user_not_found');
  });

  it('a message for a channel that is not connected is refused, linked or not: it would go nowhere', async () => {
    const integrationId = await integrate('whatsapp');
    const post = (destination: object) => send(`/conversations/${conversation}/messages`, { json: { ...SENT, destination } });
    expect(await refused(post({ integrationId }))).toEqual([400, 'bad_request', 'destination: the user has no such client attached to the conversation']);
    await link(body(integrationId));
    for (const destination of [{ integrationId }, { integrationType: 'whatsapp' }])
      expect(await refused(post(destination))).toEqual([400, 'bad_request', 'destination: the integration is not connected to its channel']);
  });

  it('DeleteUserPersonalInformation clears of each client displayName, avatarUrl, info and raw, and keeps the link and devices', async () => {
    const integrationId = await integrate('whatsapp');
    const { id } = await link(body(integrationId));
    const device = await createDevice(id, integrationId, '2026-01-01');
    await done(send(`/users/${ada}/personalinformation`, { method: 'DELETE' }));
    expect((await list()).clients).toEqual([{ id, type: 'whatsapp', status: 'active', integrationId, externalId: '+12125552368', linkedAt: expect.any(String) }]);
    expect((await done<{ device: Device }>(send(`/users/${ada}/devices/${device}`))).device).toMatchObject({ info: { browserLanguage: 'en-US' } });
    const keys = await api.database.query<{ old: string; now: string }>(
      "select encode(substring(former_details from 2 for 32), 'hex') as old, encode(substring(sealed_details from 2 for 32), 'hex') as now from clients where id = $1", [id]);
    expect(keys[0]?.old).not.toBe(keys[0]?.now);
  });

  it('a deleted user’s accounts may be linked to others at once', async () => {
    const integrationId = await integrate('whatsapp');
    await link(body(integrationId));
    await done(send(`/users/${ada}`, { method: 'DELETE' }));
    const { user } = await done<{ user: User }>(send('/users', { json: { externalId: 'eve' } }), 201);
    const hers = (await createConversation(api.database, appId, { userIds: [user.id ?? ''] })).id;
    await events();
    const { id } = await link(body(integrationId, {}, { target: { conversationId: hers } }), user.id);
    expect((await list(user.id)).clients).toMatchObject([{ id, status: 'active' }]);
    expect((await events()).map(({ type }) => type)).toEqual(['client:add', 'client:update']);
  });

  it('devices are listed by when they were last seen, and got by their id', async () => {
    const integrationId = await integrate('whatsapp');
    const { id: clientId } = await link(body(integrationId));
    const [first, last] = [await createDevice(clientId, integrationId, '2026-02-02'), await createDevice(clientId, integrationId, '2026-03-03')];
    const middle = await createDevice(clientId, integrationId, '2026-02-20');
    const { devices } = await done<{ devices: Device[] }>(send(`/users/${ada}/devices`));
    expect(devices.map(({ id }) => id)).toEqual([last, middle, first]);
    expect(devices[0]).toEqual({
      id: last, type: 'web', status: 'active', clientId, integrationId, lastSeen: '2026-03-03T00:00:00.000Z', guid: `guid of ${last}`, info: { browserLanguage: 'en-US' },
    });
    expect((await done<{ device: Device }>(send(`/users/${encodeURIComponent('ada@example.org')}/devices/${last}`))).device).toEqual(devices[0]);
    const bob = (await createUser(api.database, appId)).id;
    expect((await done<{ devices: Device[] }>(send(`/users/${bob}/devices`))).devices).toEqual([]);
    for (const [user, device] of [[ada, UNKNOWN], [ada, 'x'], [bob, last]]) expect(await refused(send(`/users/${user}/devices/${device}`))).toEqual([404, 'device_not_found', 'Device not found']);
    for (const path of ['devices', `devices/${last}`]) expect(await refused(send(`/users/${UNKNOWN}/${path}`))).toEqual([404, 'user_not_found', 'User not found']);
  });

  /** As an SDK will: no operation of the API makes a device. */
  async function createDevice(clientId: string, integrationId: string, seenOn: string): Promise<string> {
    const id = newId();
    const owner = { tenant: appId as never, subject: `user:${ada}` as const };
    const cells = await testKeyring().seal(sqlOf(api.database), owner, [{ place: { table: 'devices', row: id, column: 'sealed_details' }, value: { guid: `guid of ${id}`, info: { browserLanguage: 'en-US' } } }]);
    await api.database.query(
      "insert into devices (app_id, id, user_id, client_id, integration_id, type, status, last_seen, sealed_details) values ($1, $2, $3, $4, $5, 'web', 'active', $6, $7)",
      [appId, id, ada, clientId, integrationId, `${seenOn}T00:00:00Z`, ...cells]);
    return id;
  }
});

const TRUNCATED = ['id', 'authenticated', 'externalId', 'brandId'];
const short = (payload: Record<string, unknown>) =>
  ('user' in payload ? { ...payload, user: Object.fromEntries(Object.entries(payload.user as object).filter(([key]) => TRUNCATED.includes(key))) } : payload);
