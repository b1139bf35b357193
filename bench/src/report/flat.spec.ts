import { expect, test } from '@jest/globals';
import type { Series } from '../measure/rounds.js';
import { flatTable } from './flat.js';

const series = (side: 'baseline' | 'parley', key: string, microseconds: number): Series => ({
  key, side, samples: [{ perSecond: 1, p50: 1, p99: 1, cpu: { server: microseconds, postgres: 0, worker: 0 }, failed: 0, backlog: 0, drained: 0, through: 1, lost: 0 }],
});
const users = (cost: number, page: number): Series[] => [series('parley', 'byExternalId', cost), series('parley', 'byIdentity', cost), series('baseline', 'page', page)];
const ends = [series('parley', 'messages-first', 100), series('parley', 'messages-last', 121), series('parley', 'conversations-first', 100), series('parley', 'conversations-last', 120)];

test('look-ups are judged beside what the machine did, list ends beside each other', () => {
  const [, external, , messages, conversations] = flatTable({ few: users(100, 50), many: users(230, 100), ends }).split('\n');
  expect(external).toMatch(/1\.15 +<= 1\.2 reached$/);
  expect(messages).toMatch(/1\.21 +<= 1\.2 NOT reached$/);
  expect(conversations).toMatch(/1\.20 +<= 1\.2 reached$/);
});
