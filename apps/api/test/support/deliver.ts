import { GuardedClient } from '@parley/egress';
import { eventually, openDatabase, testKeyring } from '@parley/testing';
import { DeliveryWorker } from '@parley/webhooks';
import type { RunningApi } from './running-api.js';

export interface Delivering {
  /** Seconds before the second attempt, the third and so on. */
  readonly retrySeconds?: readonly number[];
  /** A statement that finds a row once it is enough. */
  readonly until?: string;
}

const NOTHING_WAITS = 'select where not exists (select from outbox_events union all select from webhook_lanes)';

/** Delivers what waits, as a worker does, until nothing waits any more, or what is said: all of it was taken or refused. */
export async function deliver({ database }: Pick<RunningApi, 'database'>, { retrySeconds = [1], until = NOTHING_WAITS }: Delivering = {}): Promise<void> {
  const client = new GuardedClient({ allow: ['127.0.0.0/8'], connectionsPerOrigin: 8 });
  const own = openDatabase(database.url, 4);
  const worker = new DeliveryWorker({
    db: own.database, keyring: testKeyring(), client, logger: { warn: () => undefined },
    options: { retrySeconds, timeoutMs: 5000, concurrency: 8, leaseSeconds: 10, pollMs: 50, pauseSeconds: 0, probeSeconds: 60 },
  });
  worker.start();
  try {
    await eventually('enough has been delivered', async () => (await database.query(until)).length > 0, 60);
  } finally {
    await worker.stop(5000);
    await client.close();
    await own.close();
  }
}
