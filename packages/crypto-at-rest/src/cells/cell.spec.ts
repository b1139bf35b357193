import { describe, expect, it } from '@jest/globals';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { CryptoFault } from '../crypto-fault.js';
import { keyIdOf, openCell, sealCell } from './cell.js';
import { cellKey, dataKey } from './data-key.js';
import { additionalData } from './place.js';

const TENANT = 'app-one';
const PLACE = { table: 'messages', row: '1', column: 'body' };
const key = cellKey(dataKey(Buffer.alloc(32, 7)));
const other = cellKey(dataKey(Buffer.alloc(32, 8)));
const seal = (value: unknown = { text: 'Grüße ✓' }) => sealCell(key, TENANT, PLACE, value);

/** The code of what opening raises. */
function fault(cell: Buffer, { by = key, tenant = TENANT, place = PLACE } = {}): string {
  try {
    openCell(by, tenant, place, cell);
  } catch (error) {
    if (error instanceof CryptoFault) return error.code;
    throw error;
  }
  return 'open';
}

describe('a cell', () => {
  it.each([{ text: 'Grüße ✓ "\\\u0000' }, {}, [], '', 'x'.repeat(100_000), 0, true, null, { __proto__: null, a: { b: [1] } }])('gives back what was sealed: %#', (value) => {
    expect(JSON.stringify(openCell(key, TENANT, PLACE, seal(value)))).toBe(JSON.stringify(value));
  });

  it('is 61 bytes longer than its JSON, names its key, and is another one each time', () => {
    const [first, second] = [seal('a'), seal('a')];
    expect(first).toHaveLength(61 + '"a"'.length);
    expect(keyIdOf(first).equals(key.id)).toBe(true);
    expect(first.subarray(33, 45).equals(second.subarray(33, 45))).toBe(false);
    expect(first.includes('"a"')).toBe(false);
  });

  it('opens with no byte changed, in whatever bit', () => {
    const cell = seal();
    for (const at of cell.keys()) {
      for (let bit = 1; bit < 256; bit <<= 1) {
        const changed = Buffer.from(cell);
        changed[at] = cell[at]! ^ bit;
        expect(fault(changed)).toBe(at === 0 ? 'unknown_version' : at < 33 ? 'other_key' : 'not_authentic');
      }
    }
  });

  it('opens neither cut nor lengthened', () => {
    const cell = seal();
    for (let length = 0; length < cell.length; length += 1) {
      expect(fault(cell.subarray(0, length))).toBe(length < 61 ? 'truncated' : 'not_authentic');
      if (length > 0) expect(fault(cell.subarray(length))).not.toBe('open');
    }
    expect(fault(Buffer.concat([cell, Buffer.alloc(1)]))).toBe('not_authentic');
  });

  it('opens at no other place, for no other tenant, by no other key', () => {
    const cell = seal();
    for (const place of [{ ...PLACE, table: 'users' }, { ...PLACE, row: '2' }, { ...PLACE, column: 'metadata' }, { table: '1', row: 'messages', column: 'body' }]) {
      expect(fault(cell, { place })).toBe('not_authentic');
    }
    expect(fault(cell, { tenant: 'app-two' })).toBe('not_authentic');
    expect(fault(cell, { by: other })).toBe('other_key');
    expect(fault(cell)).toBe('open');
  });

  it('by a place that cannot be written down is not authentic, and is sealed nowhere', () => {
    for (const row of ['\ud800', 'x'.repeat(65_536)]) {
      expect(fault(seal(), { place: { ...PLACE, row } })).toBe('not_authentic');
      expect(() => sealCell(key, TENANT, { ...PLACE, row }, 1)).toThrow(expect.objectContaining({ name: 'RangeError' }));
    }
  });

  /**
   * AES-GCM alone would open one ciphertext under two keys, to two texts (Grubbs, Lu, Ristenpart 2017; Dodis et al. 2018).
   * Such a ciphertext needs a tag that is right for both, so that one block is free to be solved for; here somebody who
   * holds both keys has got that far, and what the ids say decides alone.
   */
  it('opens under the key that its id commits to only, even where the ciphertext authenticates under another', () => {
    const header = Buffer.concat([Buffer.of(1), key.id]);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', other.secret, nonce).setAAD(additionalData(header, TENANT, PLACE));
    const forged = Buffer.concat([header, nonce, cipher.update('"by another key"'), cipher.final(), cipher.getAuthTag()]);
    const decipher = createDecipheriv('aes-256-gcm', other.secret, nonce).setAAD(additionalData(header, TENANT, PLACE)).setAuthTag(forged.subarray(-16));
    expect(Buffer.concat([decipher.update(forged.subarray(45, -16)), decipher.final()]).toString()).toBe('"by another key"');
    expect(fault(forged, { by: other })).toBe('other_key');
    expect(fault(forged)).toBe('not_authentic');
  });

  it('whose content is no JSON says nothing of the content, in no depth of the error', () => {
    const header = Buffer.concat([Buffer.of(1), key.id]);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key.secret, nonce).setAAD(additionalData(header, TENANT, PLACE));
    const cell = Buffer.concat([header, nonce, cipher.update('my secret words'), cipher.final(), cipher.getAuthTag()]);
    let shown = '';
    try {
      openCell(key, TENANT, PLACE, cell);
    } catch (error) {
      shown = inspect(error, { depth: null, showHidden: true });
    }
    expect(shown).toContain('not_authentic');
    expect(shown).not.toMatch(/secret words|my sec/);
  });

  it('a value that is no JSON is not sealed', () => {
    for (const value of [undefined, () => 1, Symbol('x'), 1n]) expect(() => sealCell(key, TENANT, PLACE, value)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  });
});
