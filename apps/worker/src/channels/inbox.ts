import { Uploads } from '@parley/attachments';
import { AccountTaken, ChannelInbound } from '@parley/conversations';
import { Keyring } from '@parley/crypto-at-rest';
import { GuardedClient } from '@parley/egress';
import { baseUrlsOf, InboxWorker, LaneReader } from '@parley/integrations';
import type { Logger, Registry, Settings } from '@parley/kernel';
import { Counter } from '@parley/kernel/metrics';
import { Database } from '@parley/persistence';
import type { Provided } from './provided.js';

/** Senders served at once, beside deliveries: each holds a connection to the database for some milliseconds only, and may wait for its vendor's file. A quarter of them is one integration's at most. */
const CONCURRENCY = 16;

/** What channels told, on its way to users, conversations and messages: integrations know the vendors, conversations what people say. */
export function channelInbox(app: Provided, settings: Settings, logger: Logger, registry: Registry, { pollMs, onApplied }: { readonly pollMs: number; readonly onApplied: () => void }): InboxWorker {
  const [db, inbound, uploads] = [app.get(Database), app.get(ChannelInbound), app.get(Uploads)];
  const outcomes = new Counter({
    name: 'parley_channel_events_total', labelNames: ['outcome'], registers: [registry],
    help: 'Events that channels told, by what came of them: applied, or parked for a fault.',
  });
  const reader = new LaneReader({
    db, logger, keyring: app.get(Keyring), client: app.get(GuardedClient), baseUrls: baseUrlsOf(settings),
    apply: (tx, appId, origin, event) => inbound.apply(tx, appId, origin, event),
    isConflict: (error) => error instanceof AccountTaken,
    keepFile: async (appId, file) => (await uploads.upload({ appId }, { ...file, for: 'message' })).mediaUrl,
    observe: (outcome) => {
      outcomes.inc({ outcome });
      onApplied();
    },
  });
  return new InboxWorker(db, reader, { concurrency: CONCURRENCY, pollMs }, logger);
}
