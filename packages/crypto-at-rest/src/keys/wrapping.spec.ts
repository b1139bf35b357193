import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { unwrapKey, wrapKey } from './wrapping.js';

describe('a wrapped key', () => {
  const [under, key] = [randomBytes(32), randomBytes(32)];
  const context = ['data', 'tenant', 'user:1', '1', '1'];
  const wrapped = wrapKey(under, key, context);

  it('is 61 bytes, unwraps again, and is another one each time', () => {
    expect(wrapped).toHaveLength(61);
    expect(unwrapKey(under, wrapped, context).equals(key)).toBe(true);
    expect(wrapKey(under, key, context).equals(wrapped)).toBe(false);
    expect(wrapped.includes(key)).toBe(false);
  });

  it('does not unwrap with any bit changed', () => {
    for (const at of wrapped.keys()) {
      for (let bit = 1; bit < 256; bit <<= 1) {
        const changed = Buffer.from(wrapped);
        changed[at] = wrapped[at]! ^ bit;
        expect(() => unwrapKey(under, changed, context)).toThrow(expect.objectContaining({ code: at === 0 ? 'unknown_version' : 'key_unreadable' }));
      }
    }
  });

  it('does not unwrap cut or lengthened', () => {
    for (let length = 0; length < wrapped.length; length += 1) {
      expect(() => unwrapKey(under, wrapped.subarray(0, length), context)).toThrow(expect.objectContaining({ code: 'key_unreadable' }));
    }
    expect(() => unwrapKey(under, Buffer.concat([wrapped, Buffer.alloc(1)]), context)).toThrow(expect.objectContaining({ code: 'key_unreadable' }));
  });

  it.each([
    ['another key', randomBytes(32), context], ['another subject', under, ['data', 'tenant', 'user:2', '1', '1']],
    ['another epoch', under, ['data', 'tenant', 'user:1', '1', '2']], ['parts joined otherwise', under, ['data', 'tenant', 'user:1', '11']],
    ['a part with a quote', under, ['data', 'tenant","user:1', '1', '1']], ['no context', under, []],
  ])('does not unwrap under %s', (_what, by, of) => {
    expect(() => unwrapKey(by, wrapped, of)).toThrow(expect.objectContaining({ code: 'key_unreadable' }));
  });
});
