import { MediaReader } from '@parley/attachments';
import { ChannelOutbound } from '@parley/conversations';
import { Keyring } from '@parley/crypto-at-rest';
import { GuardedClient } from '@parley/egress';
import { baseUrlsOf, LaneSender, OutboxWorker, RateLimits, ratesOf } from '@parley/integrations';
import type { Logger, Registry, Settings } from '@parley/kernel';
import { Counter } from '@parley/kernel/metrics';
import { Database } from '@parley/persistence';
import type { Provided } from './provided.js';
import { storedFiles } from './stored-files.js';

/** Conversations served at once: each waits for its vendor most of the time. */
const CONCURRENCY = 32;

/** What businesses say, on its way to channels: conversations know what is said and to whom, integrations how a vendor is told. */
export function channelOutbox(app: Provided, settings: Settings, logger: Logger, registry: Registry, { pollMs, onTold }: { readonly pollMs: number; readonly onTold: () => void }): OutboxWorker {
  const [db, outbound, media] = [app.get(Database), app.get(ChannelOutbound), app.get(MediaReader)];
  const outcomes = new Counter({
    name: 'parley_channel_messages_total', labelNames: ['outcome'], registers: [registry],
    help: 'Messages on their way to channels, by what came of them: sent, retried, dropped because they are gone, or failed for a reason.',
  });
  const sender = new LaneSender({
    db, logger, keyring: app.get(Keyring), client: app.get(GuardedClient), baseUrls: baseUrlsOf(settings),
    open: (appId, queued, wanted) => outbound.open(appId, queued, wanted),
    files: storedFiles(media), limits: new RateLimits(ratesOf(settings)),
    carried: (tx, appId, destined, queued, told) => outbound.carried(tx, appId, destined, queued, told),
    partTaken: (tx, appId, destined, queued, externalIds) => outbound.partTaken(tx, appId, destined, queued, externalIds),
    undelivered: (tx, appId, destined, queued, told) => outbound.undelivered(tx, appId, destined, queued, told),
    observe: (outcome) => {
      outcomes.inc({ outcome });
      onTold();
    },
  });
  return new OutboxWorker(db, sender, { concurrency: CONCURRENCY, pollMs }, logger);
}
