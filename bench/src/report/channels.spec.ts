import { expect, test } from '@jest/globals';
import type { Series } from '../measure/rounds.js';
import { channelsTable } from './channels.js';

const series = (key: string, through: number, worker: number): Series => ({
  key, side: 'parley',
  samples: [through, through * 3, through * 2].map((each) => ({
    perSecond: 9999, p50: 4, p99: 20, through: each, cpu: { server: 100, postgres: 200, worker }, failed: 0, backlog: 0, drained: 0, lost: 0,
  })),
});

test('messages by channels are compared with posted ones: by how many get through, and by the CPU time of each', () => {
  const said = channelsTable([series('posted', 400, 100), series('in-1', 100, 500), series('in-200', 200, 300), series('out-1', 50, 900), series('out-200', 100, 100)]).split('\n');
  expect(said[1]).toMatch(/posted to the API.* 800 +1\.00 +4\.00 +20\.0 +100 +200 +100 +400 +1\.00$/);
  expect(said[2]).toMatch(/1 integration +200 +0\.25 .* 800 +2\.00$/);
  expect(said[5]).toMatch(/200 integrations +200 +0\.25 .* 400 +1\.00$/);
  expect(said[8]).toMatch(/posted to the API, to webhook +400 +1200 +800$/);
});
