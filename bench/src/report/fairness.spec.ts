import { expect, test } from '@jest/globals';
import type { FairnessSample } from '../fairness/fairness.js';
import { fairnessTable } from './fairness.js';

const sample = (p99: number, sockets = 5): FairnessSample => ({ p50: 5, p99, lost: 0, sockets, megabytes: 100 });

test('p99 is judged against that beside a healthy webhook, by the median round', () => {
  const [, healthy, hanging, trickling] = fairnessTable({
    healthy: [sample(20), sample(20), sample(90)], hanging: [sample(22), sample(22, 9), sample(500)], trickling: [sample(22.1)], failing: [sample(20)],
  }).split('\n');
  expect(healthy).toMatch(/20\.0 +1\.00 +5 +100$/);
  expect(hanging).toMatch(/1\.10 +9 +100 +<= 1\.1 reached$/);
  expect(trickling).toMatch(/NOT reached$/);
});
