import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, codes, titles, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

let api: RunningApi;
let app: string;
beforeAll(async () => {
  api = await startApi();
  const created = await call(`${api.url}/v2/apps`, { authorization: api.accountKey.basic, json: { displayName: 'Shop', settings: { multiConvoEnabled: true } } });
  app = (created.body as { app: { id: string } }).app.id;
});
afterAll(() => api.close());

const at = (path: string, options: Call = {}) => call(`${api.url}/v2/apps/${app}${path}`, { authorization: api.accountKey.basic, ...options });
const body = async <T>(path: string, options: Call = {}) => (await at(path, options)).body as T;
const newUser = async (json: object = {}) => (await body<{ user: { id: string } }>('/users', { json })).user.id;
const newConversation = async (json: object) => (await body<{ conversation: { id: string } }>('/conversations', { json })).conversation.id;
const newPersonal = async () => newConversation({ type: 'personal', participants: [{ userId: await newUser() }] });
const text = { author: { type: 'business' }, content: { type: 'text', text: 'Hello' } };

describe('users over HTTP', () => {
  it('are created (201), found by an encoded externalId (200), changed, deleted ({}), and then unknown (404)', async () => {
    const externalId = 'ada/lovelace@example.org?ä';
    const created = await at('/users', { json: { externalId, profile: { givenName: 'Ada' }, unknown: 'ignored' } });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ user: expect.objectContaining({ externalId, profile: { givenName: 'Ada' }, identities: [] }) });
    const path = `/users/${encodeURIComponent(externalId)}`;
    expect(await at(path)).toMatchObject({ status: 200, body: created.body });
    expect(await at(path, { method: 'PATCH', json: { profile: { surname: 'L' } } })).toMatchObject({ status: 200, body: { user: { profile: { givenName: 'Ada', surname: 'L' } } } });
    expect(await at('/users', { json: { externalId } })).toMatchObject({ status: 409, body: { errors: [{ code: 'conflict', title: 'User already exists' }] } });
    expect(await at(path, { method: 'DELETE' })).toMatchObject({ status: 200, body: {} });
    expect(await at(path)).toMatchObject({ status: 404, body: { errors: [{ code: 'user_not_found', title: 'User not found' }] } });
  });

  it('are listed by identities.email only, which is required', async () => {
    expect(await at('/users?filter[identities.email]=a%40example.org')).toMatchObject({ status: 200, body: { users: [], meta: { hasMore: false } } });
    const answer = await at('/users');
    expect([answer.status, titles(answer)]).toEqual([400, ['filter[identities.email] is required']]);
  });

  it.each(['', 'x'.repeat(25), '%00'])('a brandId of %j is refused or finds nobody', async (brandId) => {
    expect([400, 404]).toContain((await at(`/users/nobody?brandId=${brandId}`)).status);
  });
});

describe('conversations over HTTP', () => {
  it('of type personal need exactly one participant, of type sdkGroup subscribeSDKClient', async () => {
    const user = { userId: await newUser() };
    for (const json of [{ type: 'personal' }, { type: 'personal', participants: [] }, { type: 'personal', participants: [user, { userId: await newUser() }] }, { type: 'sdkGroup', participants: [user] }]) {
      const answer = await at('/conversations', { json });
      expect([answer.status, codes(answer)[0]]).toEqual([400, 'bad_request']);
      expect(titles(answer)[0]).toMatch(/^participants/);
    }
    expect((await at('/conversations', { json: { type: 'sdkGroup' } })).status).toBe(201);
  });

  it('are created, listed, got, changed and deleted; the default one stays', async () => {
    const userId = await newUser();
    const [first, second] = [await newConversation({ type: 'personal', participants: [{ userId }] }), await newConversation({ type: 'personal', participants: [{ userId }] })];
    const list = await body<{ conversations: { id: string }[]; links: { next?: string } }>(`/conversations?filter[userId]=${userId}&page[size]=1`);
    expect(list.conversations.map(({ id }) => id)).toEqual([first]);
    expect(await call(list.links.next ?? '', { authorization: api.accountKey.basic })).toMatchObject({ status: 200, body: { conversations: [{ id: second }], meta: { hasMore: false } } });
    expect(await at(`/conversations/${second}`, { method: 'PATCH', json: { displayName: 'Orders' } })).toMatchObject({ status: 200, body: { conversation: { displayName: 'Orders' } } });
    expect(await at(`/conversations/${first}`, { method: 'DELETE' })).toMatchObject({ status: 400 });
    expect(await at(`/conversations/${second}`, { method: 'DELETE' })).toMatchObject({ status: 200, body: {} });
    expect(await at(`/conversations/${second}`)).toMatchObject({ status: 404, body: { errors: [{ code: 'conversation_not_found' }] } });
  });

  it('are joined (201), list their participants, and are left (200)', async () => {
    const group = await newConversation({ type: 'sdkGroup' });
    const userId = await newUser({ externalId: 'member' });
    expect(await at(`/conversations/${group}/join`, { json: { userExternalId: 'member', subscribeSDKClient: true } }))
      .toMatchObject({ status: 201, body: { participant: { userId, userExternalId: 'member', unreadCount: 0, clientAssociations: [{ type: 'sdk' }] } } });
    expect(await at(`/conversations/${group}/participants`)).toMatchObject({ status: 200, body: { participants: [{ userId }], meta: { hasMore: false } } });
    expect(await at(`/conversations/${group}/leave`, { json: { userId } })).toMatchObject({ status: 200, body: {} });
    expect(await at(`/conversations/${group}/leave`, { json: { userId } })).toMatchObject({ status: 404, body: { errors: [{ code: 'not_found', title: 'User is not a member of the conversation' }] } });
  });
});

describe('messages and activities over HTTP', () => {
  it('a post is answered 201 with messages; both deletes with {}; activity with {}', async () => {
    const conversation = await newPersonal();
    const posted = await at(`/conversations/${conversation}/messages`, { json: text });
    expect(posted).toMatchObject({ status: 201, body: { messages: [{ ...text, source: { type: 'api' } }] } });
    const [message] = (posted.body as { messages: { id: string }[] }).messages;
    expect(await at(`/conversations/${conversation}/messages`)).toMatchObject({ status: 200, body: { messages: [{ id: message?.id }], meta: { hasMore: false }, links: {} } });
    expect(await at(`/conversations/${conversation}/messages/${message?.id}`, { method: 'DELETE' })).toMatchObject({ status: 200, body: {} });
    expect(await at(`/conversations/${conversation}/messages`, { method: 'DELETE' })).toMatchObject({ status: 200, body: {} });
    expect(await at(`/conversations/${conversation}/activity`, { json: { author: { type: 'business' }, type: 'typing:start' } })).toMatchObject({ status: 200, body: {} });
  });

  it('the 30,001st message is 423', async () => {
    const conversation = await newPersonal();
    await api.database.query('update conversations set message_count = 30000 where id = $1', [conversation]);
    expect(await at(`/conversations/${conversation}/messages`, { json: text }))
      .toMatchObject({ status: 423, body: { errors: [{ code: 'locked', title: 'Message limit of 30000 per conversation reached.' }] } });
  });

  it('Idempotency-Key: the same answer and one effect; another body is 422; another path is another key', async () => {
    const [one, other] = [await newPersonal(), await newPersonal()];
    const post = (conversation: string, json: object) => at(`/conversations/${conversation}/messages`, { json, headers: { 'idempotency-key': 'k' } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(one, text)));
    expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
    expect((await body<{ messages: unknown[] }>(`/conversations/${one}/messages`)).messages).toHaveLength(1);
    expect((await post(one, { ...text, metadata: { a: 1 } })).status).toBe(422);
    expect((await post(other, { ...text, metadata: { a: 1 } })).status).toBe(201);
  });

  it('what names no conversation or message is 404, whatever it looks like', async () => {
    const conversation = await newPersonal();
    for (const id of ['x', '0'.repeat(24), 'A'.repeat(24), '..%2f', 'ä', `${conversation}x`]) {
      for (const path of ['', '/messages', '/participants']) expect((await at(`/conversations/${id}${path}`)).status).toBe(404);
      expect((await at(`/conversations/${id}/messages`, { json: text })).status).toBe(404);
      expect((await at(`/conversations/${conversation}/messages/${id}`, { method: 'DELETE' })).status).toBe(404);
    }
  });

  it('both cursors, and one that is no id, are 400', async () => {
    const conversation = await newPersonal();
    const id = '0'.repeat(24);
    for (const query of [`page[after]=${id}&page[before]=${id}`, 'page[after]=x', 'page[before]=ABC'])
      expect(await at(`/conversations/${conversation}/messages?${query}`)).toMatchObject({ status: 400, body: { errors: [{ code: 'bad_request', title: expect.stringContaining('Invalid page query parameters') }] } });
  });
});

describe('what is asked of a channel’s vendor', () => {
  const ref = { url: 'https://example.org/ref', bid: 'b', key: 'k', signature: 's', owner: 'o' };
  const event = { payload: { data: [{ event_name: 'Purchase' }] } };
  let conversation: string;
  let userId: string;
  beforeAll(async () => {
    userId = await newUser();
    conversation = `/conversations/${await newConversation({ type: 'personal', participants: [{ userId }] })}`;
  });

  it('a reference to download: no channel gives one, and the user must take part', async () => {
    const answer = await at(`${conversation}/download`, { json: { userId, apple: { interactiveDataRef: ref } } });
    expect([answer.status, codes(answer), titles(answer)]).toEqual([400, ['bad_request'], ['apple: no connected channel supports messages by reference']]);
    expect((await at(`${conversation}/download`, { json: { userId: await newUser() } })).status).toBe(404);
    expect(titles(await at(`${conversation}/download`, { json: { userId, apple: { interactiveDataRef: { ...ref, key: 1 } } } }))).toEqual(['apple.interactiveDataRef.key should be a string']);
  });

  it.each(['messenger', 'instagram', 'whatsapp'])('conversion events of %s: no channel takes them', async (channel) => {
    const answer = await at(`${conversation}/conversionEvents`, { json: { [channel]: event } });
    expect([answer.status, codes(answer), titles(answer)]).toEqual([400, ['bad_request'], [`${channel}: no connected channel supports conversion events`]]);
  });

  it('conversion events are of exactly one channel, and an array of objects', async () => {
    for (const json of [{}, { messenger: event, whatsapp: event }]) expect(titles(await at(`${conversation}/conversionEvents`, { json }))[0]).toMatch(/^messenger, instagram or whatsapp should be given/);
    expect(titles(await at(`${conversation}/conversionEvents`, { json: { messenger: { payload: { data: ['x'] } } } }))).toEqual(['messenger.payload.data[0] should be an object']);
  });

  it('of an unknown conversation is 404', async () => {
    const unknown = `/conversations/${'f'.repeat(24)}`;
    const answers = [await at(`${unknown}/download`, { json: { userId } }), await at(`${unknown}/conversionEvents`, { json: { messenger: event } })];
    expect(answers.map((answer) => [answer.status, codes(answer)])).toEqual(answers.map(() => [404, ['conversation_not_found']]));
  });
});
