import { AccountTaken, ChannelInbound } from '@parley/conversations';
import { Keyring } from '@parley/crypto-at-rest';
import { GuardedClient } from '@parley/egress';
import { baseUrlsOf, InboxWorker, LaneReader } from '@parley/integrations';
import type { Logger } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { eventually } from '@parley/testing';
import type { RunningApi } from './running-api.js';
import type { Vendors } from './vendors.js';

const NOTHING_WAITS = 'select where not exists (select from channel_inbox_lanes)';

export interface Hearing {
  /** A statement that finds a row once it is enough; else nothing waits any more. */
  readonly until?: string;
  /** Is told when a file of an event has been fetched, and may keep whoever reads it waiting. */
  readonly onFile?: () => Promise<void>;
}

/** Applies what channels told, as a worker does. Rejects where that found fault with something that nobody foresees. */
export async function hear({ app, database }: RunningApi, { settings }: Pick<Vendors, 'settings'>, { until = NOTHING_WAITS, onFile }: Hearing = {}): Promise<void> {
  const [db, inbound, faults] = [app.get(Database), app.get(ChannelInbound), [] as unknown[]];
  const logger = { warn: (given: unknown) => void faults.push(given) } as Pick<Logger, 'warn'>;
  const client = new GuardedClient({ allow: ['127.0.0.0/8'] });
  const reader = new LaneReader({
    db, client, logger, keyring: app.get(Keyring), baseUrls: baseUrlsOf({ channelUrls: settings.channelUrls }), observe: () => undefined,
    apply: (...given) => inbound.apply(...given), isConflict: (error) => error instanceof AccountTaken,
    keepFile: async (appId, { content }) => {
      for await (const _ of content);
      await onFile?.();
      return `https://files.example/${appId}`;
    },
  });
  const worker = new InboxWorker(db, reader, { concurrency: 4, pollMs: 20 }, logger);
  worker.start();
  try {
    await eventually('what channels told is applied', async () => (await database.query(until)).length > 0, 60);
  } finally {
    await worker.stop();
    await client.close();
  }
  if (faults.length > 0) throw new AggregateError(faults.map((fault) => (fault as { err: Error }).err), 'An event was not applied at once');
}
