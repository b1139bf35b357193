import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Webhook } from '@parley/contracts';
import { newId } from '@parley/kernel';
import { createApp, createIntegration, createKey, lockWaits, openDatabase, testKeyring, type OpenDatabase } from '@parley/testing';
import { DeliveryWorker, type DeliveryWorkerParts } from '@parley/webhooks';
import { call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

const WEBHOOK = { target: 'http://127.0.0.1:9/hook', triggers: ['conversation:message'] };

let api: RunningApi;
let others: OpenDatabase;
let worker: DeliveryWorker;
/** Of the worker: a statement of its has failed. */
const warnings: unknown[] = [];
beforeAll(async () => {
  api = await startApi({ egressAllow: ['127.0.0.0/8'] });
  others = openDatabase(api.database.url);
  worker = new DeliveryWorker({
    db: others.database,
    keyring: testKeyring(),
    // It hands events on and calls nobody: it has room for no lane.
    client: undefined as unknown as DeliveryWorkerParts['client'],
    logger: { warn: (context: unknown) => void warnings.push(context) },
    options: { retrySeconds: [1], timeoutMs: 1000, concurrency: 0, leaseSeconds: 10, pollMs: 1000, pauseSeconds: 0, probeSeconds: 60 },
  });
});
afterAll(async () => {
  await worker.stop(0);
  await others.close();
  await api.close();
});

it('the deletion of an integration and events for its webhooks wait in no circle: both lock the webhooks in one order', async () => {
  const { id: appId } = await createApp(api.database, { accountId: api.accountId });
  const { id: integrationId } = await createIntegration(api.database, appId);
  const { basic: authorization } = await createKey(api.database, { accountId: api.accountId, appId });
  const path = `${api.url}/v2/apps/${appId}/integrations/${integrationId}`;
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1)
    ids.push(((await call(`${path}/webhooks`, { authorization, json: WEBHOOK })).body as { webhook: Webhook }).webhook.id);
  // Where they lie is the reverse of their order, and who reads them reads them as they lie: there are few.
  for (const id of ids.toReversed()) await api.database.query(`update webhooks set triggers = triggers where id = $1`, [id]);
  await api.database.query('analyze webhooks');
  await api.database.query(`insert into outbox_events (id, app_id, type, order_key, created_at, payload) values ($1, $2, 'conversation:message', 'c', now(), '{}')`, [newId(), appId]);

  const { deleting } = await others.database.system().transaction(async (tx) => {
    await tx.query('select from webhooks where id = $1 for update', [ids[1]]);
    worker.start();
    await lockWaits(api.database, 1);
    const answer = call(path, { method: 'DELETE', authorization });
    await lockWaits(api.database, 2);
    return { deleting: answer };
  });
  expect((await deleting).status).toBe(200);
  await worker.stop(0);
  expect(warnings).toEqual([]);
  expect(await api.database.query('select from outbox_events')).toEqual([]);
});
