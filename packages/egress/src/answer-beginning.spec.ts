import { expect, it } from '@jest/globals';
import { AnswerBeginning } from './answer-beginning.js';

const beginning = (bytes: number, ...chunks: string[]): string => {
  const kept = new AnswerBeginning(bytes);
  for (const chunk of chunks) kept.add(Buffer.from(chunk));
  return kept.text();
};

it('The beginning of an answer is its first bytes, however it came', () => {
  expect(beginning(4, 'ab', 'cdef', 'g')).toBe('abcd');
  expect(beginning(4, 'abcdef')).toBe('abcd');
  expect(beginning(10, 'ab')).toBe('ab');
  expect(beginning(10)).toBe('');
});

it('A character that was cut in two is left out; what is no UTF-8 stands as the replacement character', () => {
  expect(beginning(4, 'ab€')).toBe('ab');
  const kept = new AnswerBeginning(4);
  kept.add(Buffer.from([0xff, 0x41]));
  expect(kept.text()).toBe('�A');
});
