import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountsService } from '@parley/accounts';
import { asAccountId } from '@parley/kernel';
import { createApp } from '@parley/testing';
import { call, codes, titles, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

interface Key { id: string; displayName: string; secret?: string }
const keyOf = (answer: Answer) => (answer.body as { key: Key }).key;
const keysOf = (answer: Answer) => (answer.body as { keys: Key[] }).keys;
const basicOf = ({ id, secret }: Key) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

describe('app keys', () => {
  let api: RunningApi;
  let second: RunningApi;
  let appId: string;
  const send = (path: string, options: Call = {}) =>
    call(`${api.url}/v2/apps/${appId}/keys${path}`, { authorization: api.accountKey.basic, ...options });
  const make = async () => keyOf(await send('', { json: { displayName: 'Key 1' } }));

  beforeAll(async () => {
    api = await startApi();
    second = await startApi({}, api.database);
  });
  beforeEach(async () => {
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
  });
  afterAll(async () => {
    await second.close();
    await api.close();
  });

  it('CreateAppKey answers 201 with a secret of 256 bits, and the key works at once in every process', async () => {
    const answer = await send('', { json: { displayName: 'Key 1' } });
    expect(answer.status).toBe(201);
    expect(keyOf(answer)).toEqual({
      id: expect.stringMatching(/^app_[0-9a-f]{24}$/),
      displayName: 'Key 1',
      secret: expect.stringMatching(/^[\w-]{43}$/),
    });
    for (const { url } of [api, second]) {
      expect((await call(`${url}/v2/apps/${appId}`, { authorization: basicOf(keyOf(answer)) })).status).toBe(200);
    }
  });

  it('a secret is not shown again', async () => {
    const { id } = await make();
    expect(keyOf(await send(`/${id}`))).toEqual({ id, displayName: 'Key 1' });
    expect(keysOf(await send(''))).toEqual([{ id, displayName: 'Key 1' }]);
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
    [{ displayName: '' }, 'displayName should be between 1 and 100 characters'],
    [{ displayName: 'a\0b' }, 'displayName should not contain control characters'],
  ])('refuses %j', async (json, title) => {
    const answer = await send('', { json });
    expect([answer.status, titles(answer)]).toEqual([400, [title]]);
  });

  it('an app has at most 10 keys, also when they are made at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 15 }, (_, index) =>
        call(`${(index % 2 === 0 ? api : second).url}/v2/apps/${appId}/keys`, { authorization: api.accountKey.basic, json: { displayName: 'Key' } })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map((answer) => [answer.status, codes(answer)])).toEqual(Array.from({ length: 5 }, () => [400, ['bad_request']]));
    expect(keysOf(await send(''))).toHaveLength(10);
  });

  it('another app’s key is the same 404 as an unknown one', async () => {
    const { id } = await make();
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    for (const [method, keyId] of [['GET', id], ['DELETE', id], ['GET', `app_${'0'.repeat(24)}`], ['DELETE', 'nonsense'], ['GET', '%E2%82%AC']]) {
      const answer = await send(`/${keyId}`, { method });
      expect([answer.status, codes(answer)]).toEqual([404, ['not_found']]);
    }
  });

  it('once DeleteAppKey has answered, no request with the key passes in any process', async () => {
    const key = await make();
    const authorization = basicOf(key);
    const urls = [api.url, second.url].map((url) => `${url}/v2/apps/${appId}`);
    let deletedAt = Infinity;
    let passedAfter = 0;
    const hammer = async (url: string) => {
      while (performance.now() < deletedAt + 300) {
        const startedAt = performance.now();
        const { status } = await call(url, { authorization });
        if (status === 200 && startedAt > deletedAt) passedAfter += 1;
      }
    };
    // Every process has read the key just now, and will rely on that for a while.
    for (const url of urls) expect((await call(url, { authorization })).status).toBe(200);
    const hammering = Promise.all(urls.map(hammer));
    const answer = await send(`/${key.id}`, { method: 'DELETE' });
    deletedAt = performance.now();
    await hammering;
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(passedAfter).toBe(0);
  });
});
