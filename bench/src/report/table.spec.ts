import { expect, test } from '@jest/globals';
import { figure, table } from './table.js';

test('columns line up, the first to the left and the others to the right', () => {
  expect(table([['a', '1', '100'], ['long', '20', '3']])).toBe('  a      1  100\n  long  20    3');
});

test.each([[1234.5, '1235'], [12.34, '12.3'], [1.234, '1.23'], [Number.NaN, '-']])('%d is written as %s', (value, text) => {
  expect(figure(value)).toBe(text);
});
