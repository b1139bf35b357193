import { beforeEach, expect, it } from '@jest/globals';
import { Pace } from './pace.js';

let now: number;
let written: number;
let slept: number[];
let wake: (() => void) | undefined;
let sleeps: boolean;

beforeEach(() => {
  [now, written, slept, wake, sleeps] = [0, 0, [], undefined, false];
});

const pace = (restsMs = 10_000): Pace => new Pace({
  written: async () => written, restsMs, signal: new AbortController().signal, now: () => now,
  sleep: async (ms) => {
    slept.push(ms);
    if (sleeps) await new Promise<void>((resolve) => (wake = resolve));
    now += ms;
  },
});
/** Works for so long while others write so often. */
const work = (ms: number, transactions: number): void => {
  now += ms;
  written += transactions;
};

it('nobody rests while hardly anybody writes', async () => {
  const quiet = pace();
  for (let slice = 0; slice < 20; slice += 1) {
    work(100, 4);
    await quiet.turn();
  }
  expect([slept, quiet.restedMs]).toEqual([[], 0]);
});

it('work takes two fifths of the time while others write, and all of it again once they have ended', async () => {
  const busy = pace();
  for (let slice = 0; slice < 11; slice += 1) {
    work(100, 20);
    await busy.turn();
  }
  // The first turn has nothing to compare with.
  expect(slept).toEqual(Array.from({ length: 10 }, () => 150));
  work(100, 0);
  await busy.turn();
  work(100, 0);
  await busy.turn();
  expect([slept.length, busy.restedMs]).toEqual([10, 1500]);
});

it('a piece of work that took no time is followed by the next', async () => {
  const busy = pace();
  work(100, 20);
  await busy.turn();
  work(20, 20);
  await busy.turn();
  expect(slept).toEqual([]);
});

it('two who work at once rest together', async () => {
  const busy = pace();
  work(100, 20);
  await busy.turn();
  sleeps = true;
  work(100, 20);
  const both = Promise.all([busy.turn(), busy.turn()]);
  while (wake === undefined) await Promise.resolve();
  wake();
  await both;
  expect(slept).toEqual([150]);
});

it('all rests together are no longer than is allowed', async () => {
  const busy = pace(400);
  for (let slice = 0; slice < 11; slice += 1) {
    work(100, 20);
    await busy.turn();
  }
  expect([slept, busy.restedMs]).toEqual([[150, 150, 100], 400]);
});
