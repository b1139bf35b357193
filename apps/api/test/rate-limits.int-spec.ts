import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, createKey, eventually, type TestKey } from '@parley/testing';
import { expectError } from './support/expect-error.js';
import { send } from './support/raw-http.js';
import { startApi, type RunningApi } from './support/running-api.js';

/** So few that no machine is too slow to pass them: one at once, and two processes. */
const [KEY_RATE, APP_RATE, BURST] = [1, 2, 1];

describe('rates are limited per key and per app', () => {
  let [first, second]: RunningApi[] = [];
  let path: string;
  let key: TestKey;
  const ask = (api: RunningApi | undefined, authorization: string, at = path) => send(api?.url ?? '', { path: at, headers: { authorization } });
  /** Sends them all at once, to both processes in turn. */
  const flood = (keys: readonly TestKey[], each: number) =>
    Promise.all(keys.flatMap(({ basic }) => Array.from({ length: each }, (_, nth) => ask(nth % 2 === 0 ? first : second, basic))));

  beforeAll(async () => {
    first = await startApi({ keyRateLimit: KEY_RATE, appRateLimit: APP_RATE });
    second = await startApi({ keyRateLimit: KEY_RATE, appRateLimit: APP_RATE }, first.database);
    const { id: appId } = await createApp(first.database, { accountId: first.accountId });
    key = await createKey(first.database, { accountId: first.accountId, appId });
    path = `/v2/apps/${appId}`;
  });
  afterAll(async () => {
    await second?.close();
    await first?.close();
  });

  it('headers say what is allowed and what is left (draft-ietf-httpapi-ratelimit-headers)', async () => {
    const { status, headers } = await ask(first, key.basic);
    expect([status, headers['ratelimit-policy']]).toEqual([200, '"key";q=10;w=10, "app";q=20;w=10']);
    expect(headers['ratelimit']).toMatch(/^"key";r=[01];t=1, "app";r=[01];t=1$/);
  });

  it('two processes together refuse what passes a key’s limit: 429, in the API’s shape, with Retry-After', async () => {
    const startedAt = performance.now();
    const answers = await flood([key], 40);
    const admitted = answers.filter(({ status }) => status === 200).length;
    expect(admitted).toBeLessThanOrEqual(BURST + (KEY_RATE * (performance.now() - startedAt)) / 1000 + 1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBe(answers.length - admitted);
    for (const answer of refused) {
      expectError(answer, { status: 429, code: 'too_many_requests', title: /^Too many requests with this key: at most 10 in 10 seconds$/ });
      expect([answer.headers['retry-after'], answer.headers['ratelimit']]).toEqual(['1', '"key";r=0;t=1']);
    }
  });

  it('another key of the app goes on, until the app’s own limit is reached', async () => {
    const { accountId, database } = first as RunningApi;
    const { id: appId } = await createApp(database, { accountId });
    const keys = await Promise.all(Array.from({ length: 5 }, () => createKey(database, { accountId, appId })));
    path = `/v2/apps/${appId}`;
    expect((await ask(first, keys[0]?.basic ?? '')).status).toBe(200);
    const titles = (await flood(keys, 6)).filter(({ status }) => status === 429).map(({ text }) => text);
    expect(titles.some((text) => text.includes('Too many requests with this app: at most 20 in 10 seconds'))).toBe(true);
  });

  it('a key of another account takes nothing from an app that is not its own', async () => {
    const api = first as RunningApi;
    const { headers, status } = await ask(api, api.accountKey.basic, `/v2/apps/${'f'.repeat(24)}`);
    expect([status, headers['ratelimit-policy']]).toEqual([404, '"key";q=10;w=10']);
  });
});

describe('refused credentials are limited per address', () => {
  let api: RunningApi;
  const ask = (authorization: string, path: string) => send(api.url, { path, headers: { authorization } });

  beforeAll(async () => {
    api = await startApi({ keyRateLimit: 0, appRateLimit: 0, refusalLimit: 3 });
  });
  afterAll(() => api.close());

  it('a limit of 0 limits nothing and says nothing', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(api.accountKey.basic, '/v2/apps')));
    expect(answers.map(({ status, headers }) => [status, headers['ratelimit']])).toEqual(answers.map(() => [200, undefined]));
  });

  it('after so many a minute they are answered 429 without a look, but not for a key that worked from there', async () => {
    const { accountId, database } = api;
    const { id: appId } = await createApp(database, { accountId });
    const [good, stranger] = [await createKey(database, { accountId, appId }), await createKey(database, { accountId, appId })];
    const path = `/v2/apps/${appId}`;
    expect((await ask(good.basic, path)).status).toBe(200);
    const wrong = () => ask(`Basic ${Buffer.from(`${good.id}x:wrong`).toString('base64')}`, path);
    // Each is forgiven after 20 s, on a slow machine before the next comes.
    const refused = await eventually('429', async () => {
      const answer = await wrong();
      return answer.status === 429 && answer;
    });
    expectError(refused, { status: 429, code: 'too_many_requests', title: /^Too many requests with credentials that were refused$/ });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect([(await ask(good.basic, path)).status, (await ask(stranger.basic, path)).status]).toEqual([200, 429]);
    expect((await send(api.url, { path })).status).toBe(401);
  });
});
