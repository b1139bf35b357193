import { TROUBLES } from '../fairness/troubled-target.js';
import type { Fairness, FairnessSample } from '../fairness/fairness.js';
import { median } from '../measure/stats.js';
import { atMost } from './sealing.js';
import { figure, table } from './table.js';

/** What the issue asks for: the others' deliveries become at most a tenth slower. */
const MOST = 1.1;

/** Post to receipt of the others, beside each kind of webhook: medians over rounds; sockets and memory of the worker: the most of any round. */
export function fairnessTable(fairness: Fairness): string {
  const rows = TROUBLES.map((trouble) => {
    const middle = (of: (sample: FairnessSample) => number): number => median(fairness[trouble].map(of));
    const most = (of: (sample: FairnessSample) => number): number => Math.max(...fairness[trouble].map(of));
    const ratio = middle(({ p99 }) => p99) / median(fairness.healthy.map(({ p99 }) => p99));
    return [
      `beside a ${trouble} webhook`, figure(middle(({ p50 }) => p50)), figure(middle(({ p99 }) => p99)), figure(ratio),
      String(most(({ sockets }) => sockets)), figure(most(({ megabytes }) => megabytes)), trouble === 'healthy' ? '' : atMost(ratio, MOST, '<= 1.1'),
    ];
  });
  return table([['deliveries of another app', 'p50 ms', 'p99 ms', 'p99 ratio', 'sockets', 'MB', 'target'], ...rows]);
}
