import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LegalHold } from '@parley/contracts';
import { createAccount, createApp, createConversation, createKey, createUser } from '@parley/testing';
import { call, codes, titles, type Answer } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

const UNKNOWN = 'f'.repeat(24);
const REFERENCE = 'Ada v. Bob, 2026-CV-0117';

describe('Legal holds', () => {
  let api: RunningApi;
  let appId: string;
  let userId: string;
  let conversationId: string;

  const send = (path = '', options: { method?: string; json?: object; authorization?: string; app?: string } = {}) =>
    call(`${api.url}/parley/v1/apps/${options.app ?? appId}/holds${path}`, { authorization: api.accountKey.basic, ...options });
  const onUser = (reference?: string) => ({ json: { target: { type: 'user', id: userId }, ...(reference !== undefined && { reference }) } });
  const holdIn = (answer: Answer): LegalHold => (answer.body as { hold: LegalHold }).hold;
  const idsIn = (answer: Answer): string[] => (answer.body as { holds: LegalHold[] }).holds.map(({ id }) => id);
  const lift = async (id: string) => (await send(`/${id}`, { method: 'DELETE' })).status;
  const remove = (path: string) => call(`${api.url}/v2/apps${path}`, { method: 'DELETE', authorization: api.accountKey.basic });
  const recorded = () => api.database.query<{ action: string }>('select actor, action, target_type, target_id, account_id, app_id, details from audit_entries where app_id = $1 order by id', [appId]);

  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    userId = (await createUser(api.database, appId)).id;
    conversationId = (await createConversation(api.database, appId, { userIds: [userId] })).id;
  });

  it('are placed, shown, listed and lifted, and each of both acts is on the record, without the reference', async () => {
    const placed = await send('', onUser(REFERENCE));
    const hold = holdIn(placed);
    expect([placed.status, hold]).toEqual([201, {
      id: expect.stringMatching(/^[0-9a-f]{24}$/), target: { type: 'user', id: userId }, reference: REFERENCE, createdAt: expect.any(String), createdBy: api.accountKey.id,
    }]);
    expect(holdIn(await send(`/${hold.id}`))).toEqual(hold);
    const lifted = await send(`/${hold.id}`, { method: 'DELETE' });
    expect([lifted.status, lifted.body]).toEqual([200, {}]);
    expect(holdIn(await send(`/${hold.id}`))).toEqual({ ...hold, liftedAt: expect.any(String), liftedBy: api.accountKey.id });
    const entry = { actor: api.accountKey.id, target_type: 'hold', target_id: hold.id, account_id: api.accountId, app_id: appId, details: { type: 'user', id: userId } };
    expect(await recorded()).toEqual([{ ...entry, action: 'hold:place' }, { ...entry, action: 'hold:lift' }]);
  });

  it('one under a reference rests sealed', async () => {
    const { id } = holdIn(await send('', onUser(REFERENCE)));
    const [row] = await api.database.query<{ all: string; cell: Buffer }>('select h::text as all, sealed_reference as cell from legal_holds h where id = $1', [id]);
    expect(row?.cell.length).toBeGreaterThan(61);
    for (const text of [REFERENCE, Buffer.from(REFERENCE).toString('hex')]) expect(row?.all).not.toContain(text);
  });

  it('placed again under the same reference, or again under none, are the one that there is; under another there are two', async () => {
    const first = await send('', onUser(REFERENCE));
    const answers = [await send('', onUser(REFERENCE)), await send('', onUser('other')), await send('', onUser()), await send('', onUser())];
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 201, 200]);
    expect([answers[0]?.body, answers[3]?.body]).toEqual([first.body, answers[2]?.body]);
    expect(await recorded()).toHaveLength(3);
    await lift(holdIn(first).id);
    expect((await send('', onUser(REFERENCE))).status).toBe(201);
  });

  it('lifted again nothing changes, and nothing is recorded', async () => {
    const { id } = holdIn(await send('', onUser()));
    await lift(id);
    const before = holdIn(await send(`/${id}`));
    expect([await lift(id), holdIn(await send(`/${id}`))]).toEqual([200, before]);
    expect(await recorded()).toHaveLength(2);
  });

  it('are listed page by page: those in force, lifted ones, all, or those on one target', async () => {
    const ids: string[] = [];
    for (const reference of ['a', 'b', 'c']) ids.push(holdIn(await send('', onUser(reference))).id);
    ids.push(holdIn(await send('', { json: { target: { type: 'conversation', id: conversationId } } })).id);
    await lift(ids[1] ?? '');
    const [a, b, c, onConversation] = ids;
    const listed = async (query: string) => idsIn(await send(`?${query}`));
    expect(await listed('')).toEqual([a, c, onConversation]);
    expect(await listed('filter[state]=lifted')).toEqual([b]);
    expect(await listed('filter[state]=all')).toEqual(ids);
    expect(await listed(`filter[target]=${userId}`)).toEqual([a, c]);
    expect(await listed(`filter[target]=${userId}&filter[state]=all`)).toEqual([a, b, c]);
    const page = await send('?page[size]=2');
    expect(idsIn(page)).toEqual([a, c]);
    const { next } = (page.body as { links: { next: string } }).links;
    expect(idsIn(await call(next, { authorization: api.accountKey.basic }))).toEqual([onConversation]);
  });

  it.each<[string, object, string]>([
    ['no target', {}, 'target is required'],
    ['an unknown type', { target: { type: 'message', id: UNKNOWN } }, 'target.type should be one of app, user, conversation'],
    ['no id', { target: { type: 'user' } }, 'target.id is required'],
    ['an empty reference', { target: { type: 'user', id: UNKNOWN }, reference: '' }, 'reference should be between 1 and 128 characters'],
  ])('refuse %s', async (_, json, title) => {
    const answer = await send('', { json });
    expect([answer.status, titles(answer)]).toEqual([400, [title]]);
  });

  it('refuse an unknown state', async () => {
    const answer = await send('?filter[state]=none');
    expect([answer.status, titles(answer)]).toEqual([400, ['filter[state] should be one of active, lifted, all']]);
  });

  it.each([['app', UNKNOWN], ['user', UNKNOWN], ['conversation', UNKNOWN], ['user', 'nonsense'], ['conversation', 'USER'], ['app', 'USER']])(
    'are on no %s that is not there: %s', async (type, id) => {
      const answer = await send('', { json: { target: { type, id: id === 'USER' ? userId : id } } });
      expect([answer.status, codes(answer)]).toEqual([404, [`${type}_not_found`]]);
    });

  it.each(['', `/${UNKNOWN}`, '/nonsense'])('are not there for others: holds%s', async (path) => {
    const method = path === '' ? 'POST' : 'DELETE';
    const json = path === '' ? onUser().json : undefined;
    const { id: other } = await createAccount(api.database);
    const foreign = await send(path, { method, json, authorization: (await createKey(api.database, { accountId: other })).basic });
    expect([foreign.status, codes(foreign)]).toEqual([404, ['app_not_found']]);
    const byApp = await send(path, { method, json, authorization: (await createKey(api.database, { accountId: api.accountId, appId })).basic });
    expect([byApp.status, codes(byApp)]).toEqual([403, ['forbidden']]);
    if (path !== '') expect(codes(await send(path))).toEqual(['not_found']);
  });

  it('answer a deletion 409, and say what is held, to every key alike', async () => {
    const { id } = holdIn(await send('', onUser(REFERENCE)));
    for (const path of ['', `/users/${userId}`, `/conversations/${conversationId}`, `/conversations/${conversationId}/messages`, `/conversations/${conversationId}/messages/${UNKNOWN}`]) {
      const answer = await remove(`/${appId}${path}`);
      expect([path, answer.status, answer.body]).toEqual([path, 409, { errors: [{ code: 'legal_hold', title: 'A legal hold on a user forbids this deletion until it is lifted' }] }]);
    }
    expect((await call(`${api.url}/v2/apps/${appId}`, { authorization: api.accountKey.basic })).status).toBe(200);
    expect((await recorded()).map(({ action }) => action)).toEqual(['hold:place']);
    await lift(id);
    for (const path of [`/users/${userId}`, '']) expect((await remove(`/${appId}${path}`)).status).toBe(200);
  });

  it('can be placed and lifted on an app that is deleted, and on what was in it, as long as anything is left', async () => {
    await remove(`/${appId}`);
    const { id } = holdIn(await send('', { json: { target: { type: 'app', id: appId } } }));
    expect(idsIn(await send(''))).toEqual([id]);
    expect((await send('', onUser())).status).toBe(201);
    expect(await lift(id)).toBe(200);
    expect(codes(await send('', { app: UNKNOWN }))).toEqual(['app_not_found']);
  });
});
