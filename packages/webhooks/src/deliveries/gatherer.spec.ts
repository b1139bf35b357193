import { describe, expect, it } from '@jest/globals';
import { Gatherer } from './gatherer.js';

/** Longer than any test: who waits for the time instead of the others is found out. */
const NEVER = 3_600_000;

function gatherer(expected: () => number, waitMs = NEVER) {
  const calls: number[][] = [];
  const doubled = async (items: readonly number[]) => {
    calls.push([...items]);
    if (items.includes(0)) throw new Error('refused');
    return Promise.resolve(items.map((item) => item * 2));
  };
  return { calls, gathered: new Gatherer(doubled, waitMs, expected) };
}

describe('what is gathered', () => {
  it('is one call as soon as everybody who is expected has come, and each gets its own result', async () => {
    const { calls, gathered } = gatherer(() => 3);
    expect(await Promise.all([1, 2, 3].map((item) => gathered.add(item)))).toEqual([2, 4, 6]);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  it('does not wait for more than are expected now', async () => {
    let expected = 2;
    const { calls, gathered } = gatherer(() => expected);
    const first = gathered.add(1);
    expected = 1;
    const second = gathered.add(2);
    expect(await Promise.all([first, second])).toEqual([2, 4]);
    expect(await gathered.add(3)).toBe(6);
    expect(calls).toEqual([[1, 2], [3]]);
  });

  it('goes off when the time is over, whoever is missing', async () => {
    const { calls, gathered } = gatherer(() => 100, 1);
    expect(await Promise.all([gathered.add(1), gathered.add(2)])).toEqual([2, 4]);
    expect(calls).toEqual([[1, 2]]);
  });

  it('fails together, and the next call is not concerned', async () => {
    const { gathered } = gatherer(() => 2);
    const results = await Promise.allSettled([gathered.add(0), gathered.add(1)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await Promise.all([gathered.add(4), gathered.add(5)])).toEqual([8, 10]);
  });

  it('never makes a call of more than 200', async () => {
    const { calls, gathered } = gatherer(() => 1000, 1);
    await Promise.all(Array.from({ length: 450 }, (_, n) => gathered.add(n + 1)));
    expect(calls.map(({ length }) => length)).toEqual([200, 200, 50]);
  });
});
