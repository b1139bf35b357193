import { describe, expect, test } from '@jest/globals';
import { titlesOf } from '../../test/titles-of.js';
import { METADATA_BYTES, MetadataField } from './metadata.field.js';

class Create {
  @MetadataField({ optional: true, nullable: true })
  metadata?: object | null;
}
class Update {
  @MetadataField({ optional: true, nullValues: true })
  metadata?: object;
}

const titles = (metadata: unknown, contract: typeof Create | typeof Update = Create): readonly string[] => titlesOf(contract, { metadata });

/** As JSON exactly so many bytes. */
const ofBytes = (bytes: number): object => ({ k: 'x'.repeat(bytes - '{"k":""}'.length) });

test('metadata is flat: strings, numbers and booleans', () => {
  expect(titles({ lang: 'en-ca', n: 1.5, yes: true })).toEqual([]);
  for (const entry of [{}, [], [1], null, Infinity]) expect(titles({ k: entry })).toEqual(['metadata should hold only strings, numbers and booleans']);
  for (const other of ['x', [], 1]) expect(titles(other)).toEqual(['metadata should be an object']);
});

describe('metadata is limited to 4096 bytes', () => {
  test('counted as UTF-8 JSON', () => {
    expect(titles(ofBytes(METADATA_BYTES))).toEqual([]);
    expect(titles(ofBytes(METADATA_BYTES + 1))).toEqual(['metadata should be at most 4096 bytes']);
    expect(titles({ k: 'ä'.repeat(2045) })).toEqual(['metadata should be at most 4096 bytes']);
  });
});

test('null deletes a key in an update only', () => {
  expect(titles({ k: null }, Update)).toEqual([]);
  expect(titles({ k: null }, Create)).toHaveLength(1);
});

test('null stands for none when created', () => {
  expect(titles(null)).toEqual([]);
  expect(titles(null, Update)).toEqual(['metadata should not be null']);
});

test('keys and values are well-formed', () => {
  expect(titles({ 'a\u0000': 1 })).toHaveLength(1);
  expect(titles({ '\ud800': 1 })).toHaveLength(1);
  expect(titles({ a: '\u0000' })).toHaveLength(1);
  expect(titles({ a: 'x\ny' })).toEqual([]);
});
