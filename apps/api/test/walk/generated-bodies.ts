import fc from 'fast-check';
import { forms, listOf, named, type Schema } from './schema-parts.js';

/** Values of fields, by their names, whose schema does not say all that they are. */
export type Words = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Deeper than any body of the contract goes. */
const DEPTH = 8;
const [TEXT, LIST] = [40, 3];

/** Bodies that a schema allows, the same ones each time. */
export const bodiesOf = (schema: Schema, words: Words, count: number): unknown[] => fc.sample(valueOf(schema, words, DEPTH), { seed: 20_260_828, numRuns: count });

function valueOf(given: Schema, words: Words, depth: number): fc.Arbitrary<unknown> {
  const values = forms(given).map((form) => formOf(form, words, depth));
  const value = values.length === 1 ? (values[0] as fc.Arbitrary<unknown>) : fc.oneof(...values);
  return named(given).nullable === true ? fc.option(value, { nil: null, freq: 5 }) : value;
}

function formOf(schema: Schema, words: Words, depth: number): fc.Arbitrary<unknown> {
  const number = (keyword: 'minimum' | 'maximum' | 'minItems' | 'maxItems', otherwise: number): number => (schema[keyword] as number | undefined) ?? otherwise;
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  if (schema.properties !== undefined) return objectOf(schema, words, depth);
  switch (schema.type) {
    case 'boolean': return fc.boolean();
    case 'integer': return fc.integer({ min: number('minimum', 0), max: number('maximum', 1_000_000) });
    case 'number': return fc.double({ min: number('minimum', -1000), max: number('maximum', 1000), noNaN: true });
    case 'string': return textOf(schema);
    case 'array': return fc.array(valueOf(schema.items ?? {}, words, depth - 1), { minLength: number('minItems', 0), maxLength: Math.min(number('maxItems', LIST), LIST) });
    case undefined: default: return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(fc.boolean(), fc.integer(), plain(1, TEXT)), { maxKeys: LIST });
  }
}

/** What is required always, everything else now and then. */
function objectOf({ properties = {}, required }: Schema, words: Words, depth: number): fc.Arbitrary<unknown> {
  const needed = listOf(required);
  const writable = Object.entries(properties).filter(([name, schema]) => named(schema).readOnly !== true && (depth > 0 || needed.includes(name)));
  const fields = Object.fromEntries(writable.map(([name, schema]) => [name, (isPlain(schema) ? words[name] : undefined) ?? valueOf(schema, words, depth - 1)]));
  return fc.record(fields, { requiredKeys: needed.filter((name) => name in fields) });
}

const isPlain = (schema: Schema): boolean => named(schema).type !== 'object' && named(schema).properties === undefined;

function textOf({ format, pattern, minLength, maxLength }: Schema): fc.Arbitrary<string> {
  const most = Math.min((maxLength as number | undefined) ?? TEXT, TEXT);
  if (format === 'uri') return fc.webUrl({ validSchemes: ['https'], size: 'small' });
  if (format === 'email') return fc.stringMatching(/^[a-z]{1,10}\.[a-z]{1,10}@[a-z]{1,10}\.example$/);
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern), { maxLength: most });
  const least = (minLength as number | undefined) ?? 1;
  return plain(least, Math.max(least, most));
}

/** Of any script, without control characters and what is blank. */
const plain = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019-_.,!?"\'\\/<>&éßжあ漢ي🎉')), minLength, maxLength });
