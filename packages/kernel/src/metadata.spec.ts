import { describe, expect, it } from '@jest/globals';
import { mergeMetadata } from './metadata.js';

describe('metadata is merged key by key', () => {
  it.each([
    [undefined, { a: 1, b: 'x' }],
    [{}, { a: 1, b: 'x' }],
    [{ a: 2 }, { a: 2, b: 'x' }],
    [{ a: null, c: true }, { b: 'x', c: true }],
    [null, {}],
  ])('%j', (change, merged) => {
    expect(mergeMetadata({ a: 1, b: 'x' }, change, 'App')).toEqual(merged);
  });

  it('4096 bytes are allowed, one more is not, counted as UTF-8 after the merge', () => {
    const filled = (bytes: number) => ({ a: 'é'.repeat(Math.floor((bytes - 8) / 2)) });
    expect(mergeMetadata({}, filled(4096), 'User')).toEqual(filled(4096));
    expect(() => mergeMetadata({ b: 1 }, filled(4096), 'User')).toThrow('User metadata is limited to 4096 bytes in size.');
  });

  it('a key named __proto__ is a key', () => {
    const merged = mergeMetadata({}, JSON.parse('{"__proto__": "x"}') as { [key: string]: string }, 'App');
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });
});
