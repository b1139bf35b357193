import { describe, expect, it } from '@jest/globals';
import { parseJsonBody } from './json-body.js';

const parse = (text: string) => parseJsonBody(Buffer.from(text));

describe('a JSON body', () => {
  it('of no bytes is no body', () => {
    expect(parse('')).toBeUndefined();
  });

  it('may be nested 32 levels deep, and brackets in texts do not count', () => {
    expect(() => parse('['.repeat(32) + ']'.repeat(32))).not.toThrow();
    expect(() => parse('['.repeat(33) + ']'.repeat(33))).toThrow('nested more than 32 levels');
    expect(parse(JSON.stringify({ a: '\\"[{'.repeat(100) }))).toEqual({ a: '\\"[{'.repeat(100) });
  });

  it.each(['{"__proto__":1}', '{"a":{"__proto__" : 1}}', '{"\\u005f_proto__":1}', '{"__\\u0070roto__":1}', '{"\\u005F\\u005Fproto\\u005f_":1}', '[{"__proto__":null}]'])(
    'with a prototype’s key is refused: %s',
    (text) => {
      expect(() => parse(text)).toThrow('should not contain the key __proto__');
    },
  );

  it('may speak of __proto__', () => {
    for (const value of [{ a: '__proto__' }, { a: '"__proto__":' }, ['__proto__', 'constructor']]) expect(parse(JSON.stringify(value))).toEqual(value);
  });

  it.each(['{', '{"a":1,}', '\ufeff{}', 'undefined', "{'a':1}", '{"a":01}', '"\t"'])('that is malformed is refused: %j', (text) => {
    expect(() => parse(text)).toThrow('The request body is not valid JSON');
  });

  it('must be UTF-8', () => {
    expect(() => parseJsonBody(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow('not valid UTF-8');
  });
});
