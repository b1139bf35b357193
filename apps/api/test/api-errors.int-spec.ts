import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, createConversation, createIntegration, createKey, createUser } from '@parley/testing';
import { expectError, type ExpectedError } from './support/expect-error.js';
import { send, type RawRequest } from './support/raw-http.js';
import { startApi, type RunningApi } from './support/running-api.js';

const UNKNOWN = 'ffffffffffffffffffffffff';
const bad = (title?: RegExp): ExpectedError => ({ status: 400, code: 'bad_request', title });
const notFound = (noun: string): ExpectedError => ({ status: 404, code: noun === '' ? 'not_found' : `${noun}_not_found` });

let api: RunningApi;
/** Path of the caller's app, of another account's, and of what lies in them. */
const paths = { app: '', users: '', conversations: '', messages: '', otherApp: '', otherUser: '', otherConversation: '', integration: '' };

beforeAll(async () => {
  api = await startApi();
  const { database, accountId } = api;
  const [app, other] = [await createApp(database, { accountId }), await createApp(database)];
  const [user, otherUser] = [await createUser(database, app.id), await createUser(database, other.id)];
  const conversation = await createConversation(database, app.id, { userIds: [user.id] });
  const otherConversation = await createConversation(database, other.id, { userIds: [otherUser.id] });
  paths.app = `/v2/apps/${app.id}`;
  Object.assign(paths, {
    users: `${paths.app}/users`, conversations: `${paths.app}/conversations`, messages: `${paths.app}/conversations/${conversation.id}/messages`,
    otherApp: `/v2/apps/${other.id}`, otherUser: otherUser.id, otherConversation: otherConversation.id,
    integration: (await createIntegration(database, app.id)).id,
  });
});
afterAll(() => api.close());

const ask = (request: RawRequest) => {
  const type: Record<string, string> = request.body === undefined ? {} : { 'content-type': 'application/json' };
  return send(api.url, { ...request, headers: { authorization: api.accountKey.basic, ...type, ...request.headers } });
};
const post = (path: string, body: RawRequest['body'], headers: RawRequest['headers'] = {}) => ask({ method: 'POST', path, body, headers });
const message = (content: object) => ({ author: { type: 'business' }, content });

describe('A body that is no JSON object', () => {
  it.each<[string, string | Buffer]>([
    ['malformed', '{"displayName": '], ['with a trailing comma', '{"a":1,}'], ['empty', ''], ['blank', '  '], ['an array', '[]'], ['a string', '"x"'], ['a number', '7'],
    ['null', 'null'], ['two values', '{}{}'], ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])], ['with a prototype', '{"__proto__":{"displayName":"x"}}'],
  ])('%s: 400', async (_name, body) => {
    expectError(await post('/v2/apps', body), bad());
  });

  it.each([
    ['of arrays', '['.repeat(50_000)], ['of closed arrays', '['.repeat(40_000) + ']'.repeat(40_000)], ['of objects', `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`],
    ['in metadata', `{"displayName":"x","metadata":{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`],
  ])('a nesting bomb %s: 400', async (_name, body) => {
    expectError(await post('/v2/apps', body), bad());
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/jsonp', 'x', ''])('of content type "%s": 415', async (type) => {
    expectError(await post('/v2/apps', '{"displayName":"x"}', { 'content-type': type }), { status: 415, code: 'unsupported_media_type' });
  });

  it('over 100 kB: 413', async () => {
    expectError(await post('/v2/apps', { displayName: 'x', metadata: { a: 'y'.repeat(102_400) } }), { status: 413, code: 'payload_too_large' });
  });
});

describe('A field', () => {
  it.each<[string, string, object, RegExp]>([
    ['is missing', '/v2/apps', {}, /displayName/],
    ['has another type', '/v2/apps', { displayName: 7 }, /displayName/],
    ['is null where it may not be', '/v2/apps', { displayName: null }, /displayName/],
    ['is empty', '/v2/apps', { displayName: '' }, /displayName/],
    ['is over-long', '/v2/apps', { displayName: 'x'.repeat(101) }, /displayName/],
    ['holds NUL', '/v2/apps', { displayName: 'a\0b' }, /displayName/],
    ['holds a control character', '/v2/apps', { displayName: 'a\u0007b' }, /displayName/],
    ['holds half a character', '/v2/apps', { displayName: 'a\ud800b' }, /displayName/],
    ['holds a setting of another type', '/v2/apps', { displayName: 'x', settings: { multiConvoEnabled: 'yes' } }, /settings\.multiConvoEnabled/],
    ['is metadata with an object', '/v2/apps', { displayName: 'x', metadata: { a: { b: 1 } } }, /metadata/],
    ['is metadata over 4096 bytes', '/v2/apps', { displayName: 'x', metadata: { a: 'ä'.repeat(2_100) } }, /metadata/],
    ['is metadata with NUL', '/v2/apps', { displayName: 'x', metadata: { a: 'x\0' } }, /metadata/],
    ['is metadata whose name holds half a character', '/v2/apps', { displayName: 'x', metadata: { '\udc00': 1 } }, /metadata/],
    ['is an over-long external id', 'users', { externalId: 'x'.repeat(1025) }, /externalId/],
    ['is no e-mail address', 'users', { profile: { email: 'x'.repeat(129) } }, /profile\.email/],
    ['is no date', 'users', { signedUpAt: 'yesterday' }, /signedUpAt/],
    ['is no URL', 'users', { profile: { avatarUrl: 'javascript:alert(1)' } }, /profile\.avatarUrl/],
    ['is an unknown type of conversation', 'conversations', { type: 'channel' }, /type/],
    ['lists too many', 'conversations', { type: 'sdkGroup', participants: Array(11).fill({ userExternalId: 'x', subscribeSDKClient: false }) }, /participants/],
    ['is too long a text', 'messages', message({ type: 'text', text: 'x'.repeat(4097) }), /content\.text/],
    ['is a text with NUL', 'messages', message({ type: 'text', text: 'x\0' }), /content\.text/],
    ['is a text with half a character', 'messages', message({ type: 'text', text: '\udfff' }), /content\.text/],
    ['is an unknown type of content', 'messages', message({ type: 'video' }), /content\.type/],
    ['is named like a property of every object', 'messages', message({ type: 'constructor' }), /content\.type/],
    ['is deep in a list', 'messages', message({ type: 'list', items: [{ title: 'x'.repeat(129), actions: [{ type: 'postback', text: 'x', payload: 'y' }] }] }), /content\.items\[0\]\.title/],
    ['is a form\'s answer', 'messages', message({ type: 'formResponse', fields: [] }), /content/],
  ])('that %s: 400, named', async (_name, place, body, title) => {
    const path = { users: paths.users, conversations: paths.conversations, messages: paths.messages }[place] ?? place;
    expectError(await post(path, body), bad(title));
  });

  it('is named beside the other faulty ones, and its value never repeated', async () => {
    const answer = await post(paths.users, { externalId: 5, profile: { givenName: 'Secret\0Name', email: 3 } });
    expectError(answer, bad(/externalId/));
    expectError(answer, bad(/profile\.email/));
    expect(answer.text).not.toContain('Secret');
  });

  it.each<[string, string, object]>([
    ['items', 'messages', message({ type: 'list', items: Array(30_000).fill({}) })],
    ['actions', 'messages', message({ type: 'text', text: 'x', actions: Array(6_000).fill({ type: 'buy' }) })],
    ['participants', 'conversations', { type: 'sdkGroup', participants: Array(30_000).fill({}) }],
    ['what is no array', 'messages', message(Array(30_000).fill({}))],
    ['fields of a form, each well-formed by itself', 'messages', message({ type: 'form', fields: Array.from({ length: 20 }, (_, n) => ({ type: 'email', name: `f${n}`, label: 'x', format: 'integer', options: [{ name: 'a', label: 'b' }] })) })],
  ])('of thousands of faulty %s is told with at most 20 others, shortly', async (_name, place, body) => {
    const answer = await post(place === 'messages' ? paths.messages : paths.conversations, body);
    expectError(answer, bad());
    expect((JSON.parse(answer.text) as { errors: unknown[] }).errors.length).toBeLessThanOrEqual(20);
  });

  it('that is unknown is ignored, and not stored', async () => {
    const answer = await post('/v2/apps', { displayName: 'x', constructor: { prototype: {} }, toString: 'y', unknown: 1 });
    expect([answer.status, Object.keys((JSON.parse(answer.text) as { app: object }).app).toSorted()]).toEqual([201, ['displayName', 'id', 'metadata', 'settings']]);
  });
});

describe('A place that is not there', () => {
  it.each([['GET', '/'], ['GET', '/v2'], ['GET', '/v2/nothing'], ['POST', '/v2/apps/x/y/z'], ['PUT', '/v2/apps'], ['DELETE', '/v2/apps'], ['OPTIONS', '/v2/nothing'], ['PATCH', '/v2/apps'], ['GET', '//v2/apps'], ['GET', '/V2/apps'], ['GET', '/v2/../../etc/passwd'], ['GET', '/v3/apps']])(
    'route %s %s: 404',
    async (method, path) => {
      expectError(await ask({ method, path }), notFound(''));
    },
  );

  it.each([UNKNOWN, 'x', '0', '..%2f..', '%F0%9F%98%80', `${UNKNOWN}0`, UNKNOWN.toUpperCase(), "'%20or%201=1", 'x'.repeat(2000)])('app %s: 404', async (id) => {
    expectError(await ask({ path: `/v2/apps/${id}` }), notFound('app'));
    expectError(await ask({ path: `/v2/apps/${id}/conversations/${UNKNOWN}/messages` }), notFound('app'));
  });

  it.each([UNKNOWN, 'x', '..%2f..', '%F0%9F%98%80', "'%20or%201=1", 'x'.repeat(2000)])('user or conversation %s: 404', async (id) => {
    expectError(await ask({ path: `${paths.users}/${id}` }), notFound('user'));
    for (const below of ['', '/participants']) expectError(await ask({ path: `${paths.conversations}/${id}${below}` }), notFound('conversation'));
    expectError(await ask({ path: `${paths.conversations}/${id}/messages` }), notFound(''));
  });

  it.each([UNKNOWN, 'x', '..%2f..', '%F0%9F%98%80', 'x'.repeat(2000)])('message, key, integration or webhook %s: 404', async (id) => {
    const appKey = await createKey(api.database, { accountId: api.accountId, appId: paths.app.slice('/v2/apps/'.length) });
    const asApp = { authorization: appKey.basic };
    expectError(await ask({ method: 'DELETE', path: `${paths.messages}/${id}` }), notFound(''));
    expectError(await ask({ path: `${paths.app}/keys/${id}` }), notFound(''));
    for (const below of ['', '/webhooks', '/keys'])
      expectError(await ask({ path: `${paths.app}/integrations/${id}${below}`, headers: asApp }), notFound('integration'));
    for (const below of ['webhooks', 'keys'])
      expectError(await ask({ path: `${paths.app}/integrations/${paths.integration}/${below}/${id}`, headers: asApp }), notFound(''));
  });

  it("another account's app, and another app's user, conversation and messages: as if they were unknown", async () => {
    const pairs: [string, string][] = [
      [paths.otherApp, `/v2/apps/${UNKNOWN}`],
      [`${paths.users}/${paths.otherUser}`, `${paths.users}/${UNKNOWN}`],
      [`${paths.conversations}/${paths.otherConversation}`, `${paths.conversations}/${UNKNOWN}`],
      [`${paths.conversations}/${paths.otherConversation}/messages`, `${paths.conversations}/${UNKNOWN}/messages`],
    ];
    for (const [others, unknown] of pairs) {
      const [first, second] = [await ask({ path: others }), await ask({ path: unknown })];
      expect([first.status, first.text]).toEqual([404, second.text]);
    }
  });
});

describe('A query', () => {
  const both = `page[after]=${UNKNOWN}&page[before]=${UNKNOWN}`;
  it.each([
    'page[after]=x', `page[before]=${UNKNOWN}0`, 'page[after]=', `page[after]=${UNKNOWN.toUpperCase()}`, both, `page=${encodeURIComponent(`{"after":"${UNKNOWN}","before":"${UNKNOWN}"}`)}`,
    'page[size]=0', 'page[size]=101', 'page[size]=-1', 'page[size]=1.5', 'page[size]=x', 'page[size]=1e9999', 'page[size]=1&page[size]=2', `page[after]=${UNKNOWN}&page[after]=${UNKNOWN}`,
    'page={"size":', 'page=[]', 'page=7', 'page=%7B%22after%22%3A%7B%7D%7D', 'page=1&page=2',
  ])('with %s: 400 that names page', async (query) => {
    expectError(await ask({ path: `/v2/apps?${query.replaceAll('"', '%22')}` }), bad(/page/));
  });

  it.each(['', 'filter[userId]=', `filter[userId]=${UNKNOWN}&filter[userExternalId]=x`, 'filter=x', 'filter[userId]=a&filter[userId]=b', 'filter[userExternalId]=%ED%A0%80%00'])('of conversations with %s: 400', async (query) => {
    expectError(await ask({ path: `${paths.conversations}?${query}` }), bad());
  });

  it('of conversations of an unknown user: 404', async () => {
    expectError(await ask({ path: `${paths.conversations}?filter[userId]=${UNKNOWN}` }), notFound('user'));
  });
});
