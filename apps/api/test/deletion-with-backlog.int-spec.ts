import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Integration, Webhook } from '@parley/contracts';
import { createApp, createKey, openDatabase, type OpenDatabase } from '@parley/testing';
import { call, codes, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

/** Conversations with an event that waits, for one webhook. */
const BACKLOG = 20_000;
const WEBHOOK = { target: 'http://127.0.0.1:9/hook', triggers: ['conversation:message'] };

describe('a deletion of what thousands of deliveries wait for', () => {
  let api: RunningApi;
  let appId: string;
  let integrationId: string;
  let webhook: Webhook;
  let send: (path: string, options?: Call) => Promise<Answer>;
  let worker: OpenDatabase;

  beforeAll(async () => {
    api = await startApi({ egressAllow: ['127.0.0.0/8'] }, undefined, { bounds: { statementMs: 10_000, answerMs: 15_000 } });
    worker = openDatabase(api.database.url);
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
  });
  beforeEach(async () => {
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    const { basic } = await createKey(api.database, { accountId: api.accountId, appId });
    send = (path, options = {}) => call(`${api.url}/v2/apps/${appId}/integrations${path}`, { authorization: basic, ...options });
    const made = ((await send('', { json: { type: 'custom', webhooks: [WEBHOOK] } })).body as { integration: Integration }).integration;
    [integrationId, webhook] = [made.id, made.webhooks![0]!];
    await api.database.query(
      `with placed as (
         insert into webhook_deliveries (app_id, webhook_id, order_key, event_id, type, created_at, payload)
         select $1, $2, n, 'e' || n, 'conversation:message', now(), '{}' from generate_series(1, $3::int) n returning order_key)
       insert into webhook_lanes (app_id, webhook_id, order_key, pending, next_attempt_at) select $1, $2, order_key, 1, now() from placed`,
      [appId, webhook.id, BACKLOG]);
  });

  const backlog = async () => (await api.database.query(
    `select (select count(*)::int from webhook_lanes where app_id = $1) as lanes, (select count(*)::int from webhook_deliveries where app_id = $1) as deliveries`, [appId]))[0];

  /** Deletes while a worker writes down what came of an attempt: it holds a lane, and a deletion that needs the lane fails. */
  async function remove(path: string): Promise<void> {
    await worker.database.system().transaction(async (tx) => {
      await tx.query('select from webhook_lanes where app_id = $1 and webhook_id = $2 and order_key = $3 for update', [appId, webhook.id, String(BACKLOG / 2)]);
      expect((await send(path, { method: 'DELETE' })).status).toBe(200);
    });
    // Nor was anything taken along: all of it is left to the workers.
    expect(await backlog()).toEqual({ lanes: BACKLOG, deliveries: BACKLOG });
  }

  it('of a webhook touches none of them: it is unknown at once, its place is free, its target may be used again', async () => {
    const path = `/${integrationId}/webhooks`;
    const before = (await send(`${path}/${webhook.id}`)).body;
    await remove(`${path}/${webhook.id}`);
    for (const options of [{}, { method: 'DELETE' }, { method: 'PATCH', json: { triggers: [] } }]) {
      const answer = await send(`${path}/${webhook.id}`, options);
      expect([answer.status, codes(answer)]).toEqual([404, ['not_found']]);
    }
    expect((await send(path)).body).toEqual({ webhooks: [] });
    expect((await send(`/${integrationId}`)).body).toMatchObject({ integration: { webhooks: [] } });
    for (let n = 0; n < 10; n += 1) expect((await send(path, { json: WEBHOOK })).status).toBe(201);
    expect((await send(path, { json: WEBHOOK })).status).toBe(400);
    expect(before).toMatchObject({ webhook: { secret: webhook.secret } });
    expect(await api.database.query('select from webhooks where id = $1', [webhook.id])).toEqual([]);
  });

  it('of an integration touches none of them, and takes its webhooks and keys along', async () => {
    const { key } = (await send(`/${integrationId}/keys`, { json: { displayName: 'k' } })).body as { key: { id: string; secret: string } };
    const own = { authorization: `Basic ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}` };
    expect((await send('/me/webhooks', own)).status).toBe(200);
    await remove(`/${integrationId}`);
    expect((await send('/me/webhooks', own)).status).toBe(401);
    for (const path of [`/${integrationId}`, `/${integrationId}/webhooks`, `/${integrationId}/keys`])
      expect(codes(await send(path))).toEqual(['integration_not_found']);
    expect((await send('')).body).toMatchObject({ integrations: [] });
    expect(await api.database.query('select from webhooks where app_id = $1', [appId])).toEqual([]);
  });
});
