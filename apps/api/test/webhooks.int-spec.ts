import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WEBHOOK_TRIGGERS, type Integration, type Webhook } from '@parley/contracts';
import { newId } from '@parley/kernel';
import { createApp, createKey, type TestKey } from '@parley/testing';
import { call, codes, titles, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

const integrationOf = (answer: Answer) => (answer.body as { integration: Integration }).integration;
const webhookOf = (answer: Answer) => (answer.body as { webhook: Webhook }).webhook;
const TARGET = 'http://127.0.0.1:9/hook';

describe('custom integrations and webhooks', () => {
  let api: RunningApi;
  let app: string;
  let appKey: TestKey;
  const send = (path: string, options: Call = {}) => call(`${api.url}${app}${path}`, { authorization: appKey.basic, ...options });
  const body = (given: object = {}) => ({ type: 'custom', displayName: 'Bot', webhooks: [{ target: TARGET, triggers: ['conversation:message'] }], ...given });
  const make = async (given?: object) => integrationOf(await send('/integrations', { json: body(given) }));
  /** Another app, so that a test has its ten webhooks to itself. */
  const freshApp = async () => {
    const { id } = await createApp(api.database, { accountId: api.accountId });
    app = `/v2/apps/${id}`;
    appKey = await createKey(api.database, { accountId: api.accountId, appId: id });
    return id;
  };

  beforeAll(async () => {
    api = await startApi({ egressAllow: ['127.0.0.0/8'] });
  });
  beforeEach(freshApp);
  afterAll(() => api.close());

  it('CreateIntegration makes a custom integration with exactly one webhook', async () => {
    const answer = await send('/integrations', { json: body() });
    expect(answer.status).toBe(201);
    expect(integrationOf(answer)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/), type: 'custom', status: 'active', displayName: 'Bot',
      webhooks: [{
        id: expect.stringMatching(/^[0-9a-f]{24}$/), version: 'v2', target: TARGET, triggers: ['conversation:message'],
        secret: expect.stringMatching(/^[0-9a-f]{64}$/), includeFullUser: false, includeFullSource: false,
      }],
    });
  });

  it.each([
    ['an unknown type, naming those that there are', { type: 'slack' }, /^type .*custom/],
    ['no webhook', { webhooks: undefined }, /^webhooks is required/],
    ['two webhooks', { webhooks: [{ target: TARGET, triggers: [] }, { target: TARGET, triggers: [] }] }, /^webhooks should have exactly 1 item/],
    ['a trigger in another case', { webhooks: [{ target: TARGET, triggers: ['Conversation:message'] }] }, /^webhooks\[0\]\.triggers\[0\]/],
    ['a private target', { webhooks: [{ target: 'http://169.254.169.254/', triggers: [] }] }, /^webhooks\[0\]\.target should not lead to a private/],
    ['a target with credentials', { webhooks: [{ target: 'http://u:p@127.0.0.1/', triggers: [] }] }, /^webhooks\[0\]\.target/],
    ['a displayName over 100', { displayName: 'x'.repeat(101) }, /^displayName/],
  ])('CreateIntegration refuses %s', async (_what, given, title) => {
    const answer = await send('/integrations', { json: body(given) });
    expect([answer.status, codes(answer)[0]]).toEqual([400, 'bad_request']);
    expect(titles(answer)[0]).toMatch(title);
    expect(await api.database.query('select 1 from integrations where app_id = $1', [app.split('/')[3]])).toEqual([]);
  });

  it('every trigger of the specification can be subscribed to', async () => {
    const { webhooks } = await make({ webhooks: [{ target: TARGET, triggers: WEBHOOK_TRIGGERS }] });
    expect(webhooks?.[0]?.triggers).toEqual([...WEBHOOK_TRIGGERS]);
    expect(WEBHOOK_TRIGGERS).toHaveLength(26);
  });

  it('an app is limited to 10 webhooks, also under concurrent requests, and an eleventh integration leaves nothing', async () => {
    const answers = await Promise.all(Array.from({ length: 14 }, () => send('/integrations', { json: body() })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array.from({ length: 10 }, () => 201), ...Array.from({ length: 4 }, () => 400)]);
    const list = await send('/integrations?page[size]=100');
    expect((list.body as { integrations: unknown[] }).integrations).toHaveLength(10);
  });

  it('ListIntegrations pages, and filters by a comma-separated list of types', async () => {
    const made = [await make(), await make(), await make()];
    const first = (await send('/integrations?page[size]=2')).body as { integrations: Integration[]; meta: { hasMore: boolean; afterCursor: string } };
    expect(first.integrations.map(({ id }) => id)).toEqual(made.slice(0, 2).map(({ id }) => id));
    expect(first.meta).toMatchObject({ hasMore: true, afterCursor: made[1]!.id });
    const of = async (types: string) => ((await send(`/integrations?filter[types]=${types}`)).body as { integrations: unknown[] }).integrations.length;
    expect([await of('android,custom'), await of('android,ios')]).toEqual([3, 0]);
  });

  it('UpdateIntegration changes the displayName, null unsets it, and nothing else changes', async () => {
    const { id, webhooks } = await make();
    expect(integrationOf(await send(`/integrations/${id}`, { method: 'PATCH', json: { displayName: 'New', status: 'error', type: 'web' } }))).toMatchObject({ displayName: 'New', type: 'custom', status: 'active', webhooks });
    expect(integrationOf(await send(`/integrations/${id}`, { method: 'PATCH', json: { displayName: null } })).displayName).toBeNull();
  });

  it('an unknown integration and one of another app are the same 404', async () => {
    const { id } = await make();
    await freshApp();
    for (const unknown of [id, '0'.repeat(24), 'x']) {
      const answer = await send(`/integrations/${unknown}`);
      expect([answer.status, codes(answer)]).toEqual([404, ['integration_not_found']]);
      expect(codes(await send(`/integrations/${unknown}/webhooks`))).toEqual(['integration_not_found']);
      expect(codes(await send(`/integrations/${unknown}/webhooks`, { json: { target: TARGET, triggers: [] } }))).toEqual(['integration_not_found']);
    }
  });

  it('a webhook can be added, read with its secret, changed and deleted', async () => {
    const { id } = await make();
    const path = `/integrations/${id}/webhooks`;
    const created = webhookOf(await send(path, { json: { target: TARGET, triggers: ['user:remove', 'user:remove'], includeFullUser: true, surprise: 1 } }));
    expect(created).toMatchObject({ triggers: ['user:remove'], includeFullUser: true, includeFullSource: false, version: 'v2' });
    expect(webhookOf(await send(`${path}/${created.id}`))).toEqual(created);
    const changed = webhookOf(await send(`${path}/${created.id}`, { method: 'PATCH', json: { target: 'http://127.0.0.2/', secret: 'mine', includeFullSource: true } }));
    expect(changed).toEqual({ ...created, target: 'http://127.0.0.2/', includeFullSource: true });
    expect(titles(await send(`${path}/${created.id}`, { method: 'PATCH', json: { target: 'http://10.0.0.1/' } }))[0]).toMatch(/^target /);
    expect((await send(`${path}/${created.id}`, { method: 'DELETE' })).status).toBe(200);
    expect(codes(await send(`${path}/${created.id}`))).toEqual(['not_found']);
  });

  it('a secret is rotated: the one before stays valid for as long as was said, there is no third, and the act is on the record without them', async () => {
    const { id, webhooks } = await make();
    const [{ id: webhookId, secret: first } = { id: '', secret: '' }] = webhooks ?? [];
    const path = `/integrations/${id}/webhooks/${webhookId}`;
    const rotate = (json: object, given: Call = {}) => call(`${api.url}${app.replace('v2', 'parley/v1')}${path}/rotateSecret`, { json, authorization: appKey.basic, ...given });
    const rotated = await rotate({ overlapSeconds: 600 });
    const { webhook, previousSecretValidUntil: until } = rotated.body as { webhook: Webhook; previousSecretValidUntil: string };
    expect(rotated.status).toBe(200);
    expect(webhook).toEqual({ ...webhooks?.[0], secret: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(webhook.secret).not.toBe(first);
    expect(Math.abs(Date.parse(until) - Date.now() - 600_000)).toBeLessThan(60_000);
    expect(webhookOf(await send(path))).toEqual(webhook);
    // A change of the target keeps both.
    await send(path, { method: 'PATCH', json: { target: 'http://127.0.0.2/' } });
    const third = await rotate({});
    expect([third.status, codes(third)]).toEqual([409, ['conflict']]);
    const last = (await rotate({ overlapSeconds: 0 })).body as { webhook: Webhook };
    expect(last).toEqual({ webhook: { ...webhook, target: 'http://127.0.0.2/', secret: expect.not.stringMatching(webhook.secret) } });
    expect((await rotate({})).status).toBe(200);
    const entries = await api.database.query<{ details: object }>(`select details, target_id from audit_entries where app_id = $1 and action = 'webhook:rotateSecret' order by id`, [app.split('/')[3]]);
    expect(entries).toEqual([600, 0, 86_400].map((overlapSeconds) => ({ target_id: webhookId, details: { integrationId: id, overlapSeconds } })));
    for (const overlapSeconds of [-1, 2_592_001, 1.5]) expect(titles(await rotate({ overlapSeconds }))[0]).toMatch(/^overlapSeconds /);
    expect((await rotate({}, { authorization: api.accountKey.basic })).status).toBe(403);
    await freshApp();
    expect((await rotate({})).status).toBe(404);
  });

  it('what died is listed, shown with its attempts, and replayed: one, those of a time, or all', async () => {
    const { id, webhooks } = await make();
    const [{ id: webhookId } = { id: '' }] = webhooks ?? [];
    const appId = app.split('/')[3] ?? '';
    const events = Array.from({ length: 5 }, () => newId());
    await api.database.query(
      `insert into dead_deliveries (app_id, webhook_id, event_id, position, order_key, type, created_at, payload, cell_references, cells, died_at, error)
       select $1, $2, event, n, 'c', 'user:remove', '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 hour', '{}', '[]', '{}', now(), 'http_400'
       from unnest($3::text[]) with ordinality as e(event, n)`, [appId, webhookId, events]);
    await api.database.query(
      `insert into webhook_attempts (id, app_id, webhook_id, event_id, type, subject, number, at, duration_ms, status, result, error)
       select event, $1, $2, event, 'user:remove', 'app:' || $1, 1, now(), 7, 400, 'dead', 'http_400' from unnest($3::text[]) event`, [appId, webhookId, events]);
    const path = `/integrations/${id}/webhooks/${webhookId}`;
    const ours = (end: string, given: Call = {}) => call(`${api.url}${app.replace('v2', 'parley/v1')}${path}/${end}`, { authorization: appKey.basic, ...given });
    expect((await ours('state')).body).toEqual({ state: { id: webhookId, status: 'working', conversationsWaiting: 0, deadDeliveries: 5 } });
    const page = (await ours('deadDeliveries?page[size]=2')).body as { deliveries: { id: string }[]; meta: object };
    expect(page).toMatchObject({ deliveries: [{ id: events[0], type: 'user:remove', createdAt: '2026-01-01T01:00:00.000Z', error: 'http_400' }, { id: events[1] }], meta: { hasMore: true, afterCursor: events[1] } });
    const one = await ours(`deadDeliveries/${events[0]}`);
    expect(one.body).toMatchObject({ delivery: { id: events[0] }, attempts: [{ eventId: events[0], number: 1, result: 'dead', status: 400, durationMs: 7 }] });
    const ids = async (query: string) => ((await ours(`attempts${query}`)).body as { attempts: { eventId: string }[] }).attempts.map(({ eventId }) => eventId);
    expect([await ids(''), await ids(`?filter[eventId]=${events[2]}`), await ids('?page[size]=2')]).toEqual([events, [events[2]], events.slice(3)]);
    const replay = async (end: string, json: object = {}) => (await ours(end, { method: 'POST', json })).body;
    const done = (replayed: number) => ({ replay: { replayed, dropped: 0, unreadable: 0, remaining: false } });
    expect(await replay(`deadDeliveries/${events[0]}/replay`)).toEqual(done(1));
    expect(codes(await ours(`deadDeliveries/${events[0]}/replay`, { method: 'POST' }))).toEqual(['not_found']);
    expect(codes(await ours(`deadDeliveries/${events[0]}`))).toEqual(['not_found']);
    expect(await replay('deadDeliveries/replay', { from: '2026-01-01T03:00:00Z', to: '2026-01-01T05:00:00Z' })).toEqual(done(2));
    expect(await replay('deadDeliveries/replay')).toEqual(done(2));
    expect((await api.database.query<{ event_id: string }>('select event_id from webhook_deliveries where app_id = $1 order by position', [appId])).map(({ event_id: event }) => event))
      .toEqual([0, 2, 3, 1, 4].map((n) => events[n]));
    expect(titles(await ours('deadDeliveries/replay', { json: { from: 'yesterday' } }))[0]).toMatch(/^from /);
    await freshApp();
    for (const end of ['state', 'attempts', 'deadDeliveries', `deadDeliveries/${events[1]}`]) expect([end, (await ours(end)).status]).toEqual([end, 404]);
    for (const end of ['resume', 'deadDeliveries/replay', `deadDeliveries/${events[1]}/replay`]) expect([end, (await ours(end, { json: {} })).status]).toEqual([end, 404]);
  });

  it('a paused webhook says so, and is resumed once, on the record', async () => {
    const { id, webhooks } = await make();
    const [{ id: webhookId } = { id: '' }] = webhooks ?? [];
    const appId = app.split('/')[3] ?? '';
    await api.database.query(`insert into failing_webhooks values ($1, $2, '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z', '2026-01-01T01:00:01Z', '2026-01-01T01:01:00Z')`, [appId, webhookId]);
    const ours = (end: string, method = 'GET') => call(`${api.url}/parley/v1/apps/${appId}/integrations/${id}/webhooks/${webhookId}/${end}`, { method, authorization: appKey.basic });
    expect((await ours('state')).body).toEqual({ state: {
      id: webhookId, status: 'paused', failingSince: '2026-01-01T00:00:00.000Z', lastFailedAt: '2026-01-01T01:00:00.000Z', pausedAt: '2026-01-01T01:00:01.000Z',
      nextProbeAt: '2026-01-01T01:01:00.000Z', conversationsWaiting: 0, deadDeliveries: 0,
    } });
    for (let n = 0; n < 2; n += 1) expect((await ours('resume', 'POST')).body).toMatchObject({ state: { status: 'working' } });
    expect(await api.database.query(`select target_id, actor from audit_entries where app_id = $1 and action = 'webhook:resume'`, [appId])).toEqual([{ target_id: webhookId, actor: appKey.id }]);
  });

  it('webhook endpoints take keys of the app and of the integration, not of the account', async () => {
    const { id } = await make();
    const answer = await send(`/integrations/${id}/webhooks`, { authorization: api.accountKey.basic });
    expect([answer.status, codes(answer)]).toEqual([403, ['forbidden']]);
  });

  it('an integration sees only its own webhooks, by `me` or by its id', async () => {
    const [own, other] = [await make(), await make()];
    const key = (await send(`/integrations/${own.id}/keys`, { json: { displayName: 'k' } })).body as { key: { id: string; secret: string } };
    const authorization = `Basic ${Buffer.from(`${key.key.id}:${key.key.secret}`).toString('base64')}`;
    for (const name of ['me', own.id])
      expect((await send(`/integrations/${name}/webhooks`, { authorization })).body).toEqual({ webhooks: own.webhooks });
    const forbidden = await send(`/integrations/${other.id}/webhooks`, { authorization });
    expect([forbidden.status, codes(forbidden)]).toEqual([403, ['forbidden']]);
    expect(codes(await send('/integrations/me/webhooks'))).toEqual(['integration_not_found']);
  });

  it('DeleteIntegration takes its webhooks and keys along: once it has answered, a key opens nothing', async () => {
    const { id } = await make();
    const { key } = (await send(`/integrations/${id}/keys`, { json: { displayName: 'k' } })).body as { key: { id: string; secret: string } };
    const authorization = `Basic ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`;
    expect((await send('/integrations/me/webhooks', { authorization })).status).toBe(200);
    expect((await send(`/integrations/${id}`, { method: 'DELETE' })).body).toEqual({});
    expect((await send('/integrations/me/webhooks', { authorization })).status).toBe(401);
    expect((await send(`/integrations/${id}`)).status).toBe(404);
  });
});
