import { TROUBLES } from '../fairness/troubled-target.js';
import type { Fairness, FairnessSample } from '../fairness/fairness.js';
import { percentile } from '../measure/stats.js';
import { atMost } from './sealing.js';
import { figure, table } from './table.js';

/** What the issue asks for: the others' deliveries become at most a tenth slower. */
const MOST = 1.1;

/**
 * Post to receipt of the others, beside each kind of webhook: percentiles of the receipts of all rounds, in one heap, so that no round
 * decides by itself; then every round's, so that one can see how far they lie apart. Sockets and memory of the worker: the most of any round.
 */
export function fairnessTable(fairness: Fairness): string {
  const pooled = (samples: readonly FairnessSample[], fraction: number): number => percentile(samples.flatMap(({ latencies }) => latencies), fraction);
  const healthy = pooled(fairness.healthy, 0.99);
  const rows = TROUBLES.map((trouble) => {
    const samples = fairness[trouble];
    const most = (of: (sample: FairnessSample) => number): number => Math.max(...samples.map(of));
    const [p99, count] = [pooled(samples, 0.99), samples.reduce((sum, { latencies }) => sum + latencies.length, 0)];
    return [
      `beside a ${trouble} webhook`, String(count), figure(pooled(samples, 0.5)), figure(p99), figure(p99 / healthy),
      String(most(({ sockets }) => sockets)), figure(most(({ megabytes }) => megabytes)), trouble === 'healthy' ? '' : atMost(p99 / healthy, MOST, '<= 1.1'),
    ];
  });
  const rounds = TROUBLES.map((trouble) => [`beside a ${trouble} webhook`, ...fairness[trouble].map(({ p99 }) => figure(p99))]);
  return [
    table([['deliveries of another app, all rounds', 'receipts', 'p50 ms', 'p99 ms', 'p99 ratio', 'sockets', 'MB', 'target'], ...rows]),
    table([['p99 ms, by round', ''], ...rounds]),
  ].join('\n\n');
}
