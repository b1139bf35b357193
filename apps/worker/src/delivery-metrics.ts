import { Counter, Gauge, Histogram, type Registry } from '@parley/kernel/metrics';
import type { Database } from '@parley/persistence';
import { backlog, type DeliveryObserver } from '@parley/webhooks';

/** Counts attempts by what became of them, and asks at each scrape how far deliveries are behind. */
export function deliveryMetrics(registry: Registry, db: Database): DeliveryObserver {
  const registers = [registry];
  const attempts = new Counter({ name: 'parley_webhook_attempts_total', help: 'Attempts at webhooks by result.', labelNames: ['result'], registers });
  const seconds = new Histogram({
    name: 'parley_webhook_attempt_seconds', help: 'How long attempts took.', buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 20], registers,
  });
  const lanesDue = new Gauge({ name: 'parley_webhook_lanes_due', help: 'Conversations at webhooks that wait for a worker, counted to 10,000.', registers });
  new Gauge({
    name: 'parley_outbox_oldest_seconds', help: 'Age of the oldest event that has not been handed to its webhooks.', registers,
    async collect() {
      // A scrape while the database is away still shows the rest.
      const state = await backlog(db.system()).catch(() => undefined);
      this.set(state?.outboxSeconds ?? Number.NaN);
      lanesDue.set(state?.lanesDue ?? Number.NaN);
    },
  });
  const pauses = new Counter({ name: 'parley_webhook_pauses_total', help: 'Webhooks that were paused, or worked again.', labelNames: ['what'], registers });
  return {
    pausing: (what) => pauses.inc({ what }),
    attempted: (result, took) => {
      attempts.inc({ result });
      seconds.observe(took);
    },
  };
}
