import { Keyring } from '@parley/crypto-at-rest';
import { GuardedClient } from '@parley/egress';
import { mailboxState, MailboxReader, MailboxWorker } from '@parley/integrations';
import type { Logger, Registry } from '@parley/kernel';
import { Counter, Gauge } from '@parley/kernel/metrics';
import { Database } from '@parley/persistence';
import type { Provided } from './provided.js';

/** Mailboxes read at once: each is a connection that is silent most of the time. */
const CONCURRENCY = 1000;

/** Mails on their way into the inbox of channels. */
export function channelMailboxes(app: Provided, logger: Logger, registry: Registry, { pollMs, onTaken }: { readonly pollMs: number; readonly onTaken: () => void }): MailboxWorker {
  const db = app.get(Database);
  const registers = [registry];
  const mails = new Counter({
    name: 'parley_mails_total', labelNames: ['outcome'], registers,
    help: 'Mails of mailboxes that are read: taken, known from before, parked because they are too large, or gone before they were loaded.',
  });
  new Gauge({
    name: 'parley_mailboxes', labelNames: ['state'], registers, help: 'Mailboxes of integrations, of all workers: read, failing (they cannot be opened), or waiting to be opened.',
    async collect() {
      // A scrape while the database is away still shows the rest.
      const state = await mailboxState(db.system()).catch(() => undefined);
      for (const name of ['read', 'failing', 'waiting'] as const) this.set({ state: name }, state?.[name] ?? Number.NaN);
    },
  });
  const reader = new MailboxReader({
    db, logger, keyring: app.get(Keyring), client: app.get(GuardedClient),
    observe: (outcome) => {
      mails.inc({ outcome });
      if (outcome === 'taken') onTaken();
    },
  });
  return new MailboxWorker(db, reader, { concurrency: CONCURRENCY, pollMs }, logger);
}
