import { GuardedClient } from '@parley/egress';
import { eventually, openDatabase, testKeyring } from '@parley/testing';
import { DeliveryWorker } from '@parley/webhooks';
import type { RunningApi } from './running-api.js';

/** Delivers what waits, as a worker does, until nothing waits any more: all of it was taken or refused. */
export async function deliver({ database }: Pick<RunningApi, 'database'>): Promise<void> {
  const client = new GuardedClient({ allow: ['127.0.0.0/8'], connectionsPerOrigin: 8 });
  const own = openDatabase(database.url, 4);
  const worker = new DeliveryWorker({
    db: own.database, keyring: testKeyring(), client, logger: { warn: () => undefined },
    options: { retrySeconds: [1], timeoutMs: 5000, concurrency: 8, leaseSeconds: 10, pollMs: 50, pauseSeconds: 0, probeSeconds: 60 },
  });
  worker.start();
  try {
    await eventually('nothing waits to be delivered', async () =>
      (await database.query('select from outbox_events union all select from webhook_lanes limit 1')).length === 0, 60);
  } finally {
    await worker.stop(5000);
    await client.close();
    await own.close();
  }
}
