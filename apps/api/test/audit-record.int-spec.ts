import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, createKey, whileLocked, type TestKey } from '@parley/testing';
import { call, codes, type Answer } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

const HOOK = { target: 'https://192.0.2.1/hook', triggers: ['conversation:message', 'conversation:remove'] };

describe('What is put on the record', () => {
  let api: RunningApi;
  let appId: string;
  let appKey: TestKey;
  let integrationId: string;

  const send = (path: string, method: string, json?: object, key: TestKey = api.accountKey) =>
    call(`${api.url}/v2${path}`, { method, json, authorization: key.basic, headers: { 'x-request-id': 'asked-7' } });
  /** The entries that some requests add. */
  async function recorded<T>(work: () => Promise<T>): Promise<{ answer: T; entries: Record<string, unknown>[] }> {
    const known = (await api.database.query<{ id: string }>('select id from audit_entries')).map(({ id }) => id);
    const answer = await work();
    const entries = await api.database.query('select * from audit_entries where id <> all($1) order by id', [known]);
    expect(await api.database.query('select from audit_pending where entry_id = any($1)', [entries.map(({ id }) => id as string)])).toHaveLength(entries.length);
    return { answer, entries };
  }
  const ofAccount = () => ({ account_id: api.accountId, app_id: appId, actor: api.accountKey.id, scope: 'account', address: '127.0.0.1', request_id: 'asked-7', outcome: 'done' });
  const idIn = (answer: Answer, name: string): string => (answer.body as Record<string, { id: string }>)[name]?.id ?? '';

  beforeAll(async () => {
    api = await startApi({ egressAllow: ['192.0.2.0/24'] });
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    appKey = await createKey(api.database, { accountId: api.accountId, appId });
  });
  afterAll(() => api.close());

  it('apps: made, changed with which settings, deleted; nothing of what the customer wrote', async () => {
    const { answer, entries } = await recorded(() => send('/apps', 'POST', { displayName: 'Ada’s shop', settings: { useAnimalNames: true }, metadata: { tier: 'gold' } }));
    const app = { ...ofAccount(), app_id: idIn(answer, 'app'), target_type: 'app', target_id: idIn(answer, 'app') };
    expect(entries).toMatchObject([{ ...app, action: 'app:create', details: { fields: ['displayName', 'metadata', 'settings'], settings: { useAnimalNames: true } } }]);
    expect(JSON.stringify(entries)).not.toMatch(/Ada|gold/);
    const changed = await recorded(() => send(`/apps/${app.app_id}`, 'PATCH', { settings: { echoPostback: true } }));
    expect(changed.entries).toMatchObject([{ ...app, action: 'app:update', details: { fields: ['settings'], settings: { echoPostback: true } } }]);
    const deleted = await recorded(() => send(`/apps/${app.app_id}`, 'DELETE'));
    expect(deleted.entries).toMatchObject([{ ...app, action: 'app:delete', details: {} }]);
  });

  it('keys of apps and of integrations, integrations and webhooks: made, changed, deleted, by whom', async () => {
    const made = await recorded(() => send(`/apps/${appId}/integrations`, 'POST', { type: 'custom', displayName: 'Mine', webhooks: [HOOK] }, appKey));
    integrationId = idIn(made.answer, 'integration');
    const byApp = { ...ofAccount(), actor: appKey.id, scope: 'app' };
    expect(made.entries).toMatchObject([
      { ...byApp, action: 'integration:create', target_type: 'integration', target_id: integrationId },
      { ...byApp, action: 'webhook:create', target_type: 'webhook', details: { integrationId, triggers: HOOK.triggers } },
    ]);
    const at = `/apps/${appId}/integrations/${integrationId}`;
    const hook = made.entries[1]?.target_id as string;
    const acts: [action: string, path: string, method: string, body: object | undefined, details: object][] = [
      ['integration:update', at, 'PATCH', { displayName: 'Ours' }, {}],
      ['webhook:update', `${at}/webhooks/${hook}`, 'PATCH', { target: 'https://192.0.2.1/other' }, { integrationId, fields: ['target'] }],
      ['webhook:delete', `${at}/webhooks/${hook}`, 'DELETE', undefined, { integrationId }],
    ];
    for (const [action, path, method, body, details] of acts) {
      const { entries } = await recorded(() => send(path, method, body, appKey));
      expect(entries).toMatchObject([{ ...byApp, action, details }]);
      expect(JSON.stringify(entries)).not.toMatch(/Ours|192\.0\.2\.1/);
    }
    for (const [action, path] of [['appKey', `/apps/${appId}/keys`], ['integrationKey', `${at}/keys`]] as const) {
      const { answer, entries } = await recorded(() => send(path, 'POST', { displayName: 'Key' }));
      const key = idIn(answer, 'key');
      expect(entries).toMatchObject([{ ...ofAccount(), action: `${action}:create`, target_type: 'key', target_id: key }]);
      expect(JSON.stringify(entries)).not.toContain((answer.body as { key: { secret: string } }).key.secret);
      const gone = await recorded(() => send(`${path}/${key}`, 'DELETE'));
      expect(gone.entries).toMatchObject([{ ...ofAccount(), action: `${action}:delete`, target_id: key }]);
    }
    expect((await recorded(() => send(at, 'DELETE'))).entries).toMatchObject([{ ...ofAccount(), action: 'integration:delete', target_id: integrationId }]);
  });

  it('deletions of messages, conversations and users', async () => {
    const made = async (path: string, json: object, name: string) => idIn(await send(path, 'POST', json, appKey), name);
    const user = await made(`/apps/${appId}/users`, { externalId: 'ada-lovelace', profile: { givenName: 'Ada' } }, 'user');
    const at = `/apps/${appId}/conversations/${await made(`/apps/${appId}/conversations`, { type: 'personal', participants: [{ userId: user }] }, 'conversation')}`;
    const conversationId = at.split('/').at(-1);
    const posted = await recorded(() => send(`${at}/messages`, 'POST', { author: { type: 'business' }, content: { type: 'text', text: 'Hello Ada' } }, appKey));
    const message = (posted.answer.body as { messages: { id: string }[] }).messages[0]?.id;
    expect(posted.entries).toEqual([]);
    const acts: [action: string, path: string, target: string | undefined, details: object][] = [
      ['message:delete', `${at}/messages/${message}`, message, { conversationId }],
      ['conversation:deleteMessages', `${at}/messages`, conversationId, {}],
      ['user:delete', `/apps/${appId}/users/ada-lovelace`, user, {}],
    ];
    for (const [action, path, target, details] of acts) {
      const { entries } = await recorded(() => send(path, 'DELETE', undefined, appKey));
      expect(entries).toMatchObject([{ ...ofAccount(), actor: appKey.id, scope: 'app', action, target_id: target, details }]);
      expect(JSON.stringify(entries)).not.toMatch(/\bada\b|hello/i);
    }
    const other = await made(`/apps/${appId}/users`, { externalId: 'bob' }, 'user');
    await send(`/apps/${appId}`, 'PATCH', { settings: { multiConvoEnabled: true } });
    await made(`/apps/${appId}/conversations`, { type: 'personal', participants: [{ userId: other }] }, 'conversation');
    const second = await made(`/apps/${appId}/conversations`, { type: 'personal', participants: [{ userId: other }] }, 'conversation');
    const deleted = await recorded(() => send(`/apps/${appId}/conversations/${second}`, 'DELETE'));
    expect(deleted.entries).toMatchObject([{ ...ofAccount(), action: 'conversation:delete', target_type: 'conversation', target_id: second }]);
  });

  it.each<[string, string, string, object | undefined, number]>([
    ['a body that is refused', '/apps', 'POST', { displayName: '' }, 400],
    ['a key that is not there', '/apps/:app/keys/app_000000000000000000000000', 'DELETE', undefined, 404],
    ['an integration that is not there', '/apps/:app/integrations/000000000000000000000000', 'DELETE', undefined, 404],
    ['a list', '/apps/:app/integrations', 'GET', undefined, 200],
    ['a user who is made', '/apps/:app/users', 'POST', { externalId: 'ada' }, 201],
  ])('%s leaves none', async (_, path, method, body, status) => {
    const { answer, entries } = await recorded(() => send(path.replace(':app', appId), method, body));
    expect([answer.status, entries]).toEqual([status, []]);
  });

  it('an act whose entry cannot be written is not done, and answers 503', async () => {
    const answers = await whileLocked(api.database, 'audit_entries', () =>
      Promise.all([send('/apps', 'POST', { displayName: 'Never' }), send(`/apps/${appId}`, 'DELETE'), send(`/apps/${appId}/keys`, 'POST', { displayName: 'Never' })]));
    expect(answers.map((answer) => [answer.status, codes(answer)])).toEqual(answers.map(() => [503, ['audit_unavailable']]));
    expect(await api.database.query("select from apps where display_name = 'Never' or deleted_at is not null and id = $1", [appId])).toEqual([]);
    expect(await api.database.query("select from api_keys where display_name = 'Never'")).toEqual([]);
    expect((await send(`/apps/${appId}`, 'GET')).status).toBe(200);
  });
});
