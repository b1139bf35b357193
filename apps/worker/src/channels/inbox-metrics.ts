import { inboxState } from '@parley/integrations';
import { Gauge, type Registry } from '@parley/kernel';
import type { Database } from '@parley/persistence';

/** Asks at each scrape how far the inbox of channels is behind, and what is parked. */
export function inboxMetrics(registry: Registry, db: Database): void {
  const registers = [registry];
  const waiting = new Gauge({ name: 'parley_channel_events_waiting', help: 'Events of channels that wait to be applied, counted to 10,000.', registers });
  const parked = new Gauge({ name: 'parley_channel_events_parked', help: 'Events of channels that could not be applied and wait for somebody to look, counted to 10,000.', registers });
  new Gauge({
    name: 'parley_channel_oldest_seconds', help: 'Age of the oldest event of a channel that waits, of those counted.', registers,
    async collect() {
      // A scrape while the database is away still shows the rest.
      const state = await inboxState(db.system()).catch(() => undefined);
      this.set(state?.oldestSeconds ?? Number.NaN);
      waiting.set(state?.waiting ?? Number.NaN);
      parked.set(state?.parked ?? Number.NaN);
    },
  });
}
