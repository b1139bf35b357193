import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountsService } from '@parley/accounts';
import { asAccountId } from '@parley/kernel';
import { createAccount, createApp, createIntegration, createKey, type TestKey } from '@parley/testing';
import { call, codes, titles, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

interface Key { id: string; displayName: string; secret?: string }
const keyOf = (answer: Answer) => (answer.body as { key: Key }).key;
const keysOf = (answer: Answer) => (answer.body as { keys: Key[] }).keys;
const basicOf = ({ id, secret }: Key) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const UNKNOWN = 'f'.repeat(24);

describe('keys of a custom integration', () => {
  let api: RunningApi;
  let second: RunningApi;
  let appKey: TestKey;
  let place: { appId: string; integrationId: string };
  const below = ({ appId, integrationId }: typeof place) => `/v2/apps/${appId}/integrations/${integrationId}/keys`;
  const send = (path: string, options: Call = {}, at = place) => call(`${api.url}${below(at)}${path}`, { authorization: api.accountKey.basic, ...options });
  const make = async () => keyOf(await send('', { json: { displayName: 'Bot' } }));
  const newPlace = async (accountId: string): Promise<typeof place> => {
    const { id: appId } = await createApp(api.database, { accountId });
    return { appId, integrationId: (await createIntegration(api.database, appId)).id };
  };

  beforeAll(async () => {
    api = await startApi();
    second = await startApi({}, api.database);
  });
  beforeEach(async () => {
    place = await newPlace(api.accountId);
    appKey = await createKey(api.database, { accountId: api.accountId, appId: place.appId });
  });
  afterAll(async () => {
    await second.close();
    await api.close();
  });

  it('CreateCustomIntegrationKey answers 201 with a secret of 256 bits, and the key works at once in every process', async () => {
    const answer = await send('', { json: { displayName: 'Bot' }, authorization: appKey.basic });
    expect(answer.status).toBe(201);
    expect(keyOf(answer)).toEqual({ id: expect.stringMatching(/^int_[0-9a-f]{24}$/), displayName: 'Bot', secret: expect.stringMatching(/^[\w-]{43}$/) });
    for (const { url } of [api, second]) {
      const own = await call(`${url}/v2/apps/${place.appId}/integrations/me/webhooks`, { authorization: basicOf(keyOf(answer)) });
      expect([own.status, own.body]).toEqual([200, { webhooks: [] }]);
    }
  });

  it('GetCustomIntegrationKey and ListCustomIntegrationKeys answer 200, and a secret is not shown again', async () => {
    const [first, other] = [await make(), await make()];
    const [got, listed] = [await send(`/${first.id}`), await send('', { authorization: appKey.basic })];
    expect([got.status, got.body]).toEqual([200, { key: { id: first.id, displayName: 'Bot' } }]);
    expect([listed.status, listed.body]).toEqual([200, { keys: [first, other].map(({ id }) => ({ id, displayName: 'Bot' })) }]);
  });

  it('the account setting keySecretsReadable shows it again', async () => {
    const key = await make();
    const set = (readable: boolean) => api.app.get(AccountsService).setKeySecretsReadable(asAccountId(api.accountId), readable);
    await set(true);
    const shown = [keyOf(await send(`/${key.id}`)), ...keysOf(await send(''))];
    await set(false);
    expect(shown).toEqual([key, key]);
    expect(keyOf(await send(`/${key.id}`)).secret).toBeUndefined();
  });

  it.each([
    [{}, 'displayName is required'],
    [{ displayName: null }, 'displayName should not be null'],
    [{ displayName: '' }, 'displayName should be between 1 and 100 characters'],
    [{ displayName: 'x'.repeat(101) }, 'displayName should be between 1 and 100 characters'],
    [{ displayName: 7 }, 'displayName should be a string'],
    [{ displayName: 'a\0b' }, 'displayName should not contain control characters'],
  ])('refuses %j and names the field', async (json, title) => {
    const answer = await send('', { json });
    expect([answer.status, codes(answer), titles(answer)]).toEqual([400, ['bad_request'], [title]]);
    expect(keysOf(await send(''))).toEqual([]);
  });

  it('a custom integration has at most 10 keys, also when they are made at once in two processes', async () => {
    const answers = await Promise.all(
      Array.from({ length: 15 }, (_, index) =>
        call(`${(index % 2 === 0 ? api : second).url}${below(place)}`, { authorization: api.accountKey.basic, json: { displayName: 'Key' } })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map((answer) => [answer.status, codes(answer)])).toEqual(Array.from({ length: 5 }, () => [400, ['bad_request']]));
    expect(keysOf(await send(''))).toHaveLength(10);
    const sibling = { ...place, integrationId: (await createIntegration(api.database, place.appId)).id };
    expect((await send('', { json: { displayName: 'Key' } }, sibling)).status).toBe(201);
  });

  it('another integration’s key, another app’s and an unknown one are the same 404', async () => {
    const { id } = await make();
    const sibling = { ...place, integrationId: (await createIntegration(api.database, place.appId)).id };
    const elsewhere = await newPlace(api.accountId);
    const asked = [sibling, elsewhere].flatMap((at) => [send(`/${id}`, {}, at), send(`/${id}`, { method: 'DELETE' }, at)]);
    const unknown = [`int_${UNKNOWN}`, 'nonsense', appKey.id].flatMap((keyId) => [send(`/${keyId}`), send(`/${keyId}`, { method: 'DELETE' })]);
    for (const { status, body } of await Promise.all([...asked, ...unknown]))
      expect([status, body]).toEqual([404, { errors: [{ code: 'not_found', title: 'Resource not found' }] }]);
    expect(keysOf(await send('')).map((key) => key.id)).toEqual([id]);
  });

  it('another app’s integration is the same 404 as an unknown one, in every operation', async () => {
    const [elsewhere, { id }] = [await newPlace(api.accountId), await make()];
    const requests: [string, Call][] = [['', { json: { displayName: 'Key' } }], ['', {}], [`/${id}`, {}], [`/${id}`, { method: 'DELETE' }]];
    const places = [elsewhere.integrationId, UNKNOWN, 'nonsense'].map((integrationId) => ({ ...place, integrationId }));
    const answers = await Promise.all(places.flatMap((at) => requests.map(([path, options]) => send(path, options, at))));
    for (const { status, body } of answers)
      expect([status, body]).toEqual([404, { errors: [{ code: 'integration_not_found', title: 'Integration not found' }] }]);
  });

  it('an integration of another account’s app is the same 404 as one of an unknown app', async () => {
    const foreign = await newPlace((await createAccount(api.database)).id);
    for (const at of [foreign, { ...place, appId: UNKNOWN }]) {
      const { status, body } = await send('', { json: { displayName: 'Key' } }, at);
      expect([status, body]).toEqual([404, { errors: [{ code: 'app_not_found', title: 'App not found' }] }]);
    }
  });
});
