import type { ChannelState } from '@parley/integrations';
import { Gauge, type Registry } from '@parley/kernel/metrics';
import type { ChannelWatch } from './channel-watch.js';

/** Each gauge with what it shows: no number where the database could not be asked, so that the rest of a scrape is still there. */
const GAUGES: readonly (readonly [name: string, help: string, of: (state: ChannelState) => number])[] = [
  ['parley_channel_events_waiting', 'Events of channels that wait to be applied, counted to 10,000.', ({ events }) => events.waiting],
  ['parley_channel_events_parked', 'Events of channels that could not be applied and wait for somebody to look, counted to 10,000.', ({ events }) => events.parked],
  ['parley_channel_oldest_seconds', 'Age of the oldest event of a channel that waits, of those counted, without those of integrations in error.', ({ events }) => events.oldestSeconds],
  ['parley_channel_messages_waiting', 'Messages of businesses that wait for their channels, counted to 10,000.', ({ messages }) => messages.waiting],
  ['parley_channel_messages_oldest_seconds', 'Age of the oldest message that waits for its channel, of those counted, without those of integrations in error.', ({ messages }) => messages.oldestSeconds],
];

/** How far channels are behind, and how many integrations are in error, as the watch has seen it. */
export function channelMetrics(registry: Registry, watch: ChannelWatch): void {
  const registers = [registry];
  for (const [name, help, of] of GAUGES) {
    new Gauge({
      name, help, registers,
      collect() {
        this.set(watch.seen ? of(watch.seen) : Number.NaN);
      },
    });
  }
  new Gauge({
    name: 'parley_channel_integrations_in_error', help: 'Integrations whose channel refuses their credentials, by type.', labelNames: ['type'], registers,
    collect() {
      this.reset();
      for (const [type, integrations] of Object.entries(watch.seen?.inError ?? {})) this.set({ type }, integrations);
    },
  });
}
