import { expect, it } from '@jest/globals';
import { byteRange, type ByteRange } from './byte-range.js';

const part = (from: number, to: number): ByteRange => ({ kind: 'part', from, to });

it.each<[string | undefined, number, ByteRange]>([
  [undefined, 10, { kind: 'all' }],
  ['bytes=0-0', 10, part(0, 1)],
  ['bytes=2-5', 10, part(2, 6)],
  ['bytes=5-', 10, part(5, 10)],
  ['bytes=5-99', 10, part(5, 10)],
  ['bytes=-3', 10, part(7, 10)],
  ['bytes=-30', 10, part(0, 10)],
  ['bytes=-0', 10, { kind: 'none' }],
  ['bytes=10-', 10, { kind: 'none' }],
  ['bytes=0-', 0, { kind: 'none' }],
  ['bytes=-1', 0, { kind: 'none' }],
  ['bytes=5-2', 10, { kind: 'all' }],
  ['bytes=0-1,3-4', 10, { kind: 'all' }],
  ['bytes=-', 10, { kind: 'all' }],
  ['lines=0-1', 10, { kind: 'all' }],
])('Range %j of %i bytes (RFC 9110, 14.2)', (header, size, range) => expect(byteRange(header, size)).toEqual(range));
