import { expect, it } from '@jest/globals';
import { Recent } from './recent.js';

it('tells what was done within the time, each by itself, and forgets the rest', () => {
  let now = 0;
  const recent = new Recent(4000, () => now);
  expect([recent.note('a'), recent.note('a')]).toEqual([false, true]);
  now = 3000;
  expect([recent.note('b'), recent.note('a')]).toEqual([false, true]);
  now = 4000;
  expect([recent.note('a'), recent.note('b')]).toEqual([false, true]);
  now = 7000;
  expect([recent.note('b'), recent.note('a')]).toEqual([false, true]);
});
