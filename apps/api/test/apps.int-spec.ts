import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAccount, createApp, createKey } from '@parley/testing';
import { call, codes, titles, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

interface AppAnswer {
  app: { id: string; displayName: string; settings: Record<string, unknown>; metadata: Record<string, unknown>; subdomain?: string };
}
const appOf = (answer: Answer) => (answer.body as AppAnswer).app;

describe('apps', () => {
  let api: RunningApi;
  const send = (path: string, options: Call = {}) => call(api.url + path, { authorization: api.accountKey.basic, ...options });
  const make = async (json: object = { displayName: 'Shop' }) => appOf(await send('/v2/apps', { json }));

  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it('CreateApp answers 201 with the default settings', async () => {
    const answer = await send('/v2/apps', { json: { displayName: 'Shop', metadata: { tier: 2 } } });
    expect(answer.status).toBe(201);
    expect(appOf(answer)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      displayName: 'Shop',
      metadata: { tier: 2 },
      settings: {
        maskCreditCardNumbers: true, useAnimalNames: false, echoPostback: false, ignoreAutoConversationStart: false,
        multiConvoEnabled: false, appLocalizationEnabled: false, endSessionEnabled: false, disableConversationReopen: false,
      },
    });
  });

  it.each([
    ['no displayName', {}, 'displayName is required'],
    ['an empty displayName', { displayName: '' }, 'displayName should be between 1 and 100 characters'],
    ['a displayName over 100', { displayName: 'x'.repeat(101) }, 'displayName should be between 1 and 100 characters'],
    ['a displayName that is null', { displayName: null }, 'displayName should not be null'],
    ['a setting of another type', { displayName: 'a', settings: { echoPostback: 'yes' } }, 'settings.echoPostback should be a boolean'],
    ['a negative retention', { displayName: 'a', settings: { conversationRetentionSeconds: -1 } }, 'settings.conversationRetentionSeconds should be between 0 and 2147483647'],
    ['nested metadata', { displayName: 'a', metadata: { a: {} } }, 'metadata should hold only strings, numbers and booleans'],
    ['endSessionEnabled without multiConvoEnabled', { displayName: 'a', settings: { endSessionEnabled: true } }, 'settings.endSessionEnabled requires settings.multiConvoEnabled'],
    ['disableConversationReopen without multiConvoEnabled', { displayName: 'a', settings: { disableConversationReopen: true } }, 'settings.disableConversationReopen requires settings.multiConvoEnabled'],
  ])('refuses %s', async (_what, json, title) => {
    const answer = await send('/v2/apps', { json });
    expect([answer.status, codes(answer), titles(answer)]).toEqual([400, ['bad_request'], [title]]);
  });

  it('answers several errors at once with 400', async () => {
    const answer = await send('/v2/apps', { json: { displayName: 1, settings: { echoPostback: 1 } } });
    expect(titles(answer)).toEqual(['displayName should be a string', 'settings.echoPostback should be a boolean']);
  });

  it('ignores unknown fields and never stores them', async () => {
    const { id } = await make({ displayName: 'Shop', surprise: 1, settings: { surprise: 2 } });
    const [row] = await api.database.query<{ all: string }>('select apps::text as all from apps where id = $1', [id]);
    expect(row?.all).not.toContain('surprise');
  });

  it('GetApp alone shows the subdomain, and it is unique', async () => {
    const first = await make();
    const second = await make();
    const shown = [appOf(await send(`/v2/apps/${first.id}`)), appOf(await send(`/v2/apps/${second.id}`))];
    expect(first.subdomain).toBeUndefined();
    expect(shown[0]?.subdomain).toMatch(/^[a-z0-9-]{1,63}$/);
    expect(shown[0]?.subdomain).not.toBe(shown[1]?.subdomain);
  });

  it('UpdateApp changes what is given only', async () => {
    const { id } = await make({ displayName: 'Shop', settings: { useAnimalNames: true }, metadata: { a: 1, b: 2 } });
    const answer = await send(`/v2/apps/${id}`, { method: 'PATCH', json: { settings: { echoPostback: true }, metadata: { a: null, c: 'x' } } });
    expect(answer.status).toBe(200);
    expect(appOf(answer)).toMatchObject({ displayName: 'Shop', settings: { useAnimalNames: true, echoPostback: true } });
    expect(appOf(answer).metadata).toEqual({ b: 2, c: 'x' });
  });

  it('metadata is limited to 4096 bytes after merging', async () => {
    const { id } = await make({ displayName: 'Shop', metadata: { a: 'x'.repeat(3000) } });
    const answer = await send(`/v2/apps/${id}`, { method: 'PATCH', json: { metadata: { b: 'x'.repeat(2000) } } });
    expect([answer.status, titles(answer)]).toEqual([400, ['App metadata is limited to 4096 bytes in size.']]);
  });

  it('multiConvoEnabled cannot be switched off again', async () => {
    const { id } = await make({ displayName: 'Shop', settings: { multiConvoEnabled: true, endSessionEnabled: true } });
    const answer = await send(`/v2/apps/${id}`, { method: 'PATCH', json: { settings: { multiConvoEnabled: false } } });
    expect([answer.status, titles(answer)]).toEqual([400, ['settings.multiConvoEnabled cannot be disabled once it is enabled']]);
  });

  it('a deleted app is unavailable at once, for account keys and its own', async () => {
    const { id } = await make();
    const key = await createKey(api.database, { accountId: api.accountId, appId: id });
    expect((await send(`/v2/apps/${id}`, { authorization: key.basic })).status).toBe(200);
    const deleted = await send(`/v2/apps/${id}`, { method: 'DELETE' });
    expect([deleted.status, deleted.body]).toEqual([200, {}]);
    const byAccount = await send(`/v2/apps/${id}`);
    expect([byAccount.status, codes(byAccount)]).toEqual([404, ['app_not_found']]);
    expect((await send(`/v2/apps/${id}`, { authorization: key.basic })).status).toBe(401);
    expect(JSON.stringify((await send('/v2/apps?page[size]=100')).body)).not.toContain(id);
  });

  it('another account’s app and an unknown one are the same 404', async () => {
    const foreign = await createApp(api.database);
    const answers = await Promise.all([foreign.id, 'f'.repeat(24), 'nonsense'].map((id) => send(`/v2/apps/${id}`)));
    expect(answers.map(({ status, body }) => [status, body])).toEqual(
      Array.from({ length: 3 }, () => [404, { errors: [{ code: 'app_not_found', title: 'App not found' }] }]),
    );
  });

  describe('ListApps', () => {
    let account: { id: string };
    let authorization: string;
    let ids: string[];
    const list = (query: string) => call(`${api.url}/v2/apps${query}`, { authorization });
    const idsOf = (answer: Answer) => (answer.body as { apps: { id: string }[] }).apps.map(({ id }) => id);

    beforeAll(async () => {
      account = await createAccount(api.database);
      authorization = (await createKey(api.database, { accountId: account.id })).basic;
      ids = [];
      for (let index = 0; index < 5; index += 1) ids.push((await createApp(api.database, { accountId: account.id })).id);
    });

    it('pages forwards and backwards by cursors and links', async () => {
      const first = await list('?page[size]=2');
      expect(idsOf(first)).toEqual(ids.slice(0, 2));
      expect((first.body as { meta: unknown }).meta).toEqual({ hasMore: true, afterCursor: ids[1] });
      const { next } = (first.body as { links: { next: string } }).links;
      expect(next).toBe(`${api.url}/v2/apps?page[after]=${ids[1]}&page[size]=2`);
      const second = await call(next, { authorization });
      expect(idsOf(second)).toEqual(ids.slice(2, 4));
      const { prev } = (second.body as { links: { prev: string } }).links;
      expect(idsOf(await call(prev, { authorization }))).toEqual(ids.slice(0, 2));
    });

    it('has no cursor and no link where there is no page', async () => {
      const answer = await list('');
      expect(idsOf(answer)).toEqual(ids);
      expect(answer.body).toMatchObject({ meta: { hasMore: false }, links: {} });
    });

    it('takes page as a JSON object, as the Python client sends it, and keeps the size in its links', async () => {
      const answer = await list(`?page=${encodeURIComponent('{"size": 2}')}`);
      expect(idsOf(answer)).toEqual(ids.slice(0, 2));
      expect(idsOf(await call((answer.body as { links: { next: string } }).links.next, { authorization }))).toEqual(ids.slice(2, 4));
    });

    it.each([
      ['both cursors', (id: string) => `?page[after]=${id}&page[before]=${id}`, 'page[after] and page[before] exclude each other'],
      ['a cursor that is no id', () => '?page[after]=nonsense', 'page[after] should be a record id'],
      ['a size of zero', () => '?page[size]=0', 'page[size] should be an integer between 1 and 100'],
      ['a size over 100', () => '?page[size]=101', 'page[size] should be an integer between 1 and 100'],
      ['a size that is no number', () => '?page[size]=ten', 'page[size] should be an integer between 1 and 100'],
    ])('refuses %s', async (_what, query, reason) => {
      const answer = await list(query(ids[0] ?? ''));
      expect([answer.status, titles(answer)]).toEqual([400, [`Invalid page query parameters: ${reason}`]]);
    });

    it.each(['?page[size]=1&page[size]=2', '?page=nonsense', '?page=[1]', '?page=%7B%22__proto__%22:1%7D&page=1'])('refuses %s', async (query) => {
      expect((await list(query)).status).toBe(400);
    });

    it('a serviceAccountId does not match any credentials', async () => {
      const answer = await list('?filter[serviceAccountId]=5e1606762556d93e9c176f69');
      expect([answer.status, codes(answer)]).toEqual([403, ['forbidden']]);
    });
  });
});
