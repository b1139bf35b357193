import { expect, test } from '@jest/globals';
import { ORDERS, type FairnessSample } from '../fairness/fairness.js';
import { TROUBLES } from '../fairness/troubled-target.js';
import { fairnessTable } from './fairness.js';

/** A round of 100 receipts, `slow` of which took so long and the others 5 ms. */
const sample = (slow: number, milliseconds: number, sockets = 5): FairnessSample => {
  const latencies = Array.from({ length: 100 }, (_, index) => (index < slow ? milliseconds : 5));
  return { latencies, p50: 5, p99: slow > 1 ? milliseconds : 5, lost: 0, sockets, megabytes: 100 };
};

test('p99 is judged against that beside a healthy webhook, over the receipts of all rounds together', () => {
  const said = fairnessTable({
    // Two slow ones in a round are its p99, and in three rounds one message too few for all of them.
    healthy: [sample(4, 20), sample(0, 0), sample(2, 300)], hanging: [sample(4, 22), sample(0, 0, 9), sample(2, 500)], trickling: [sample(4, 22.1), sample(0, 0)], failing: [sample(2, 20)],
  }).split('\n');
  expect(said[1]).toMatch(/300 +5\.00 +20\.0 +1\.00 +5 +100$/);
  expect(said[2]).toMatch(/300 +5\.00 +22\.0 +1\.10 +9 +100 +<= 1\.1 reached$/);
  expect(said[3]).toMatch(/200 .* 22\.1 .*NOT reached$/);
  expect(said.slice(6, 9)).toEqual([expect.stringContaining('by round'), expect.stringMatching(/healthy webhook +20\.0 +5\.00 +300$/), expect.stringMatching(/hanging webhook +22\.0 +5\.00 +500$/)]);
});

test('in four rounds each kind has each place once, and comes once after each other', () => {
  const kinds = TROUBLES.toSorted();
  for (let place = 0; place < 4; place += 1) expect(ORDERS.map((order) => order[place]).toSorted()).toEqual(kinds);
  const pairs = ORDERS.flatMap((order) => order.slice(1).map((kind, index) => `${order[index]} ${kind}`));
  expect(new Set(pairs).size).toBe(12);
});
