import { describe, expect, it } from '@jest/globals';
import type { SegmentRef } from './chain-segments.js';
import { longestPath } from './longest-path.js';

/** `1-3` from 1 to 3; `1-3.2` the second part of a transaction. */
const segments = (...names: string[]): SegmentRef[] => names.map((name) => {
  const [, start = '', end = '', part] = /^(\d+)-(\d+)(?:\.(\d+))?$/.exec(name) ?? [];
  return { name, place: { start: BigInt(start), end: BigInt(end), ...(part !== undefined && { part: Number(part) }) } };
});
const path = (names: string[], from: bigint, begin = 1n): string => {
  const { segments: found, start } = longestPath(segments(...names), from, begin);
  return found.map(({ name }, index) => (index === start ? `[${name}]` : name)).join(' ');
};

describe('the way through a chain', () => {
  it('goes on without a hole, and back to where the chain begins', () => {
    expect(path(['1-3', '3-4', '4-7', '7-9'], 5n)).toBe('1-3 3-4 [4-7] 7-9');
    expect(path(['1-3', '3-4', '4-7', '7-9'], 4n)).toBe('1-3 3-4 [4-7] 7-9');
    expect(path(['1-3', '4-7', '7-9', '10-11'], 5n)).toBe('[4-7] 7-9');
    expect(path(['1-3', '3-4'], 9n)).toBe('1-3 [3-4]');
    expect(path([], 9n)).toBe('');
  });

  it('takes the stretch that leads on where one was cut twice', () => {
    expect(path(['1-3', '3-5', '3-6', '5-8'], 3n)).toBe('1-3 [3-5] 5-8');
    expect(path(['1-3', '3-5', '3-6', '6-8', '8-9'], 4n)).toBe('1-3 [3-6] 6-8 8-9');
  });

  it('takes all parts of a transaction, and none of one that lacks one in between', () => {
    expect(path(['1-3', '3-5.1', '3-5.2', '5-6'], 3n)).toBe('1-3 [3-5.1] 3-5.2 5-6');
    expect(path(['1-3', '3-5.1', '3-5.3', '5-6'], 2n)).toBe('[1-3] 3-5.1 5-6');
    expect(path(['1-3', '3-5.2', '5-6'], 2n)).toBe('[1-3]');
  });
});
