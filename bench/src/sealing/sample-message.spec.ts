import { expect, test } from '@jest/globals';
import { sampleMessage } from './sample-message.js';

test.each([100, 400, 4000])('a message of %d bytes has as many, and other words at each turn', (bytes) => {
  const messages = Array.from({ length: 50 }, (_, turn) => Buffer.from(JSON.stringify(sampleMessage(bytes, turn))));
  expect(new Set(messages.map(({ length }) => length))).toEqual(new Set([bytes]));
  expect(new Set(messages.map(String)).size).toBe(50);
});
