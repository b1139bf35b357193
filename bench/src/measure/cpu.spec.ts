import { expect, test } from '@jest/globals';
import { cpuOfProcess, parseStat } from './cpu.js';

test('a process whose name holds spaces and brackets is read from behind its name', () => {
  const line = '42 (a (b) c) S 7 42 42 0 -1 4194560 100 0 0 0 150 50 30 20 20 0 1 0 900';
  expect(parseStat(line)).toEqual({ parent: 7, own: 2, reaped: 0.5 });
});

test('a process that does not exist used nothing', () => expect(cpuOfProcess(2 ** 30)).toBe(0));
