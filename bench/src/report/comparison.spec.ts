import { describe, expect, test } from '@jest/globals';
import type { Sample } from '../measure/measurement.js';
import { comparison, verdict } from './comparison.js';

const sample = (perSecond: number): Sample => ({
  perSecond, p50: 1, p99: 2, cpu: { server: 0, postgres: 0, worker: 0 }, failed: 0, backlog: 0, drained: 0, through: 1, lost: 0,
});

describe('targets', () => {
  test.each([['throughput', 0.35, 'reached'], ['throughput', 0.34, 'NOT'], ['latency', 2.5, 'reached'], ['latency', 2.51, 'NOT']] as const)(
    '%s at a ratio of %d: %s', (target, ratio, word) => expect(verdict(target, ratio)).toContain(` ${word}`),
  );
  test('a ratio that could not be computed is not a success', () => expect(verdict('throughput', Number.NaN)).toContain('NOT'));
});

test('the table compares medians over rounds, not means', () => {
  const text = comparison([
    { key: 'post-16', side: 'baseline', samples: [1000, 1000, 9000].map(sample) },
    { key: 'post-16', side: 'parley', samples: [1, 400, 401].map(sample) },
  ]);
  expect(text.split('\n').find((line) => line.includes('16 connections'))).toMatch(/1000 +400 +0\.40 +>= 0\.35 reached/);
});
