import { expect, test } from '@jest/globals';
import type { BackupFigures } from '../backup/backup.js';
import { backupTable, judged } from './backup.js';

test.each([
  [0.7, 1, 0.7, false, 'goal'], [0.71, 1, 0.7, false, 'reached'], [2, 1, 0.7, false, 'missed: 2.00 times the limit'],
  [10, 5, 10, true, 'goal'], [5, 5, 10, true, 'reached'], [2.5, 5, 10, true, 'missed: 2.00 times the limit'], [Number.NaN, 1, 1, false, 'not measured'],
])('%d, to reach %d and at best %d (more is better: %s), is %s', (value, reach, goal, isMore, expected) => expect(judged(value, reach, goal, isMore)).toBe(expected));

test('ratios are of what ran in the same round, and what was stored again is of the first snapshot', () => {
  const cost = (seconds: number) => ({ seconds, cpu: 1 });
  const round = (dump: number, snapshot: number) => ({ dump: cost(dump), snapshot: cost(snapshot), storedBytes: 100e6, pgRestore: cost(10), restore: { ...cost(5), replaySeconds: 1, saidSeconds: 5 } });
  const load = (perSecond: number) => [{ perSecond, p50: 1, p99: 2, answered: 1, accepted: 1, failed: 0 }];
  const figures: BackupFigures = {
    messages: 1, databaseMegabytes: 1, rounds: [round(1, 2), round(10, 10), round(100, 50)], oneApp: cost(1), estimates: [{ what: 'run 2', told: 12, took: 10 }, { what: 'run 3', told: 7.9, took: 10 }, { what: 'unmeasured', told: Number.NaN, took: 10 }], awaySeconds: 30, catchUpSeconds: 10, workerMegabytes: 300, databaseUrl: '',
    again: [{ what: '1 % appended', judged: true, storedBytes: 4e6, seconds: 1, readMs: 1 }, { what: 'a point of the curve', judged: false, storedBytes: 50e6, seconds: 1, readMs: 1 }],
    posting: { without: load(1000), during: load(900) }, age: { perSecond: 500, zones: { near: 1, far: 4 }, cpu: { API: 0.9, worker: 0.25 } }, inserts: { rows: 1, perSecond: 100 }, replayedPerSecond: 2500,
  };
  const line = (work: string): string => backupTable(figures).split('\n').find((each) => each.includes(work))?.replaceAll(/ +/g, ' ').trim() ?? '';
  expect(line('snapshot / pg_dump')).toMatch(/ 1\.00 <= 1 <= 0\.7 reached$/);
  expect(line('1 % appended:')).toMatch(/ 4\.00 <= 5 <= 2 reached$/);
  expect(line('a point of the curve')).toBe('a point of the curve 50.0 50.0 1.00');
  expect(line('replay / peak')).toMatch(/ 5\.00 >= 5 >= 10 reached$/);
  expect(line('zone far')).toMatch(/ 4\.00 <= 3 <= 1\.5 missed: 1\.33 times the limit$/);
  expect(line('one app of 40')).toMatch(/ 0\.20 <= 0\.15 <= 0\.05 missed: 1\.33 times the limit$/);
  expect(line('run 2')).toBe('run 2 12.0 10.0 20.0 <= 20 reached');
  expect(line('run 3')).toBe('run 3 7.90 10.0 21.0 <= 20 missed');
  expect(line('unmeasured')).toMatch(/ not measured$/);
  expect(line('of 2000 asked for')).toBe('of 2000 asked for 500 0.90 0.25');
  expect(line('posting slower')).toMatch(/ 10\.0 <= 15 <= 5 reached$/);
});
