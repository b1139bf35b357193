import { describe, expect, test } from '@jest/globals';
import { median, percentile } from './stats.js';

describe('median', () => {
  test('is the middle value, whatever the order', () => expect(median([9, 1, 5])).toBe(5));
  test('is the mean of the two middle values of an even number', () => expect(median([4, 1, 2, 9])).toBe(3));
  test('of nothing is not a number', () => expect(median([])).toBeNaN());
  test('leaves its input as it was', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  test('takes the nearest rank', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
  });
  test('of one value is that value', () => expect(percentile([7], 0.01)).toBe(7));
  test('compares as numbers, not as text', () => expect(percentile([10, 9, 2], 1)).toBe(10));
});
