import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Integration, Webhook } from '@parley/contracts';
import { createApp, createKey } from '@parley/testing';
import { call, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

const WEBHOOK = { target: 'http://127.0.0.1:9/hook', triggers: ['conversation:message'] };
const shown = (answer: Answer) => (answer.body as { integration: Integration }).integration.webhooks;

let api: RunningApi;
let send: (path: string, options?: Call) => Promise<Answer>;

beforeAll(async () => {
  api = await startApi({ egressAllow: ['127.0.0.0/8'] });
  const { id: appId } = await createApp(api.database, { accountId: api.accountId });
  const { basic } = await createKey(api.database, { accountId: api.accountId, appId });
  send = (path, options = {}) => call(`${api.url}/v2/apps/${appId}${path}`, { authorization: basic, ...options });
});
afterAll(() => api.close());

it('CreateIntegration demands exactly one webhook; DeleteWebhook takes the last one too, and the integration shows the next that is added', async () => {
  expect((await send('/integrations', { json: { type: 'custom', webhooks: [] } })).status).toBe(400);
  expect((await send('/integrations', { json: { type: 'custom' } })).status).toBe(400);
  const { id, webhooks } = ((await send('/integrations', { json: { type: 'custom', webhooks: [WEBHOOK] } })).body as { integration: Integration }).integration;
  const path = `/integrations/${id}`;
  const second = ((await send(`${path}/webhooks`, { json: WEBHOOK })).body as { webhook: Webhook }).webhook;
  expect(shown(await send(path))).toEqual(webhooks);

  expect((await send(`${path}/webhooks/${webhooks![0]!.id}`, { method: 'DELETE' })).status).toBe(200);
  expect(shown(await send(path))).toEqual([second]);

  expect((await send(`${path}/webhooks/${second.id}`, { method: 'DELETE' })).status).toBe(200);
  expect(shown(await send(path))).toEqual([]);
  expect(shown(await send(path, { method: 'PATCH', json: { displayName: 'Mute' } }))).toEqual([]);
  expect(((await send('/integrations')).body as { integrations: Integration[] }).integrations.map((each) => each.webhooks)).toEqual([[]]);

  const third = ((await send(`${path}/webhooks`, { json: WEBHOOK })).body as { webhook: Webhook }).webhook;
  expect(shown(await send(path))).toEqual([third]);
});
