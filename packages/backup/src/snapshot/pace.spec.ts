import { beforeEach, expect, it } from '@jest/globals';
import { Pace } from './pace.js';

let now: number;
let written: number;
let slept: number[];
/** Transactions of others in a second. */
let perSecond: number;

beforeEach(() => {
  [now, written, slept, perSecond] = [0, 0, [], 200];
});

const pace = (restsMs = 10_000): Pace => new Pace({
  written: async () => written, restsMs, signal: new AbortController().signal, now: () => now,
  sleep: async (ms) => {
    slept.push(ms);
    pass(ms);
  },
});
/** So long passes, in which others write. */
const pass = (ms: number): void => {
  now += ms;
  written += (ms * perSecond) / 1000;
};

it('nobody rests while hardly anybody writes', async () => {
  perSecond = 40;
  const quiet = pace();
  for (let slice = 0; slice < 20; slice += 1) {
    pass(100);
    await quiet.turn();
  }
  expect([slept, quiet.restedMs]).toEqual([[], 0]);
});

it('a few transactions at once, as of a worker that starts, are nobody to give way to', async () => {
  perSecond = 0;
  const quiet = pace();
  await quiet.look();
  quiet.begin();
  written += 9;
  pass(60);
  await quiet.turn();
  expect(slept).toEqual([]);
  written += 1;
  pass(60);
  await quiet.turn();
  expect(slept).toEqual([480]);
});

it('work takes a ninth of the time while others write, from its first turn on, and all of it again once they have ended', async () => {
  const busy = pace();
  await busy.look();
  // Whatever is prepared is no work.
  pass(200);
  busy.begin();
  for (let slice = 0; slice < 10; slice += 1) {
    pass(100);
    await busy.turn();
  }
  expect(slept).toEqual(Array.from({ length: 10 }, () => 800));
  perSecond = 0;
  // Its look goes back to the one before the last rest.
  pass(100);
  await busy.turn();
  pass(100);
  await busy.turn();
  expect([slept.length, busy.restedMs]).toEqual([11, 8800]);
});

it('without a look before, the first turn has nothing to compare with', async () => {
  const busy = pace();
  for (let slice = 0; slice < 2; slice += 1) {
    pass(100);
    await busy.turn();
  }
  expect(slept).toEqual([800]);
});

it('a piece of work that took no time is followed by the next', async () => {
  const busy = pace();
  await busy.look();
  busy.begin();
  pass(20);
  await busy.turn();
  expect(slept).toEqual([]);
});

it('all rests together are no longer than is allowed', async () => {
  const busy = pace(1000);
  for (let slice = 0; slice < 11; slice += 1) {
    pass(100);
    await busy.turn();
  }
  expect([slept, busy.restedMs]).toEqual([[800, 200], 1000]);
});
