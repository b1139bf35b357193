import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { additionalData } from './place.js';

/** Texts whose lengths and bytes look like those of others: short, of few letters, with zero bytes and two-byte lengths in them. */
const LETTERS = ['', 'a', '\u0000', '\u0001', 'ab', 'é', '\ufffd', '😀', '\u0000\u0001a'];
const text = (): string => Array.from({ length: randomInt(3) }, () => LETTERS[randomInt(LETTERS.length)]).join('');

describe('the additional data of a place', () => {
  it('are the same for the same names only: 30,000 random ones', () => {
    const names = new Set<string>();
    const data = new Set<string>();
    for (let round = 0; round < 30_000; round += 1) {
      const [tenant, table, row, column] = [text(), text(), text(), text()];
      names.add(JSON.stringify([tenant, table, row, column]));
      data.add(additionalData(Buffer.of(1), tenant, { table, row, column }).toString('hex'));
    }
    expect(names.size).toBeGreaterThan(10_000);
    expect(data.size).toBe(names.size);
  });

  it('are header, then each name in UTF-8 behind its length, high byte first', () => {
    const data = additionalData(Buffer.of(1, 2), 't', { table: 'é', row: '', column: 'x'.repeat(258) });
    expect(data.subarray(0, 2 + 3 + 4 + 2 + 2).toString('hex')).toBe('0102' + '000174' + '0002c3a9' + '0000' + '0102');
    expect(data).toHaveLength(13 + 258);
  });

  it.each(['\ud800', 'a\udc00', 'x'.repeat(65_536)])('do not exist for what has no encoding of its own: %#', (name) => {
    expect(() => additionalData(Buffer.of(1), 't', { table: 'messages', row: name, column: 'body' })).toThrow(expect.objectContaining({ name: 'RangeError' }));
  });
});
