import { listOf, named, type Schema } from './schema-parts.js';

type Json = Readonly<Record<string, unknown>>;

/** A body that is wrong in one place, and the name of what is wrong there. */
export interface Mutation {
  readonly what: string;
  readonly field: string;
  readonly body: unknown;
}

/** Deeper than any body of the contract goes. */
const DEPTH = 8;

/** Everything that a schema's constraints forbid of a valid body, one at a time: in what it has, and in what it could have beside. */
export function mutationsOf(schema: Schema, body: unknown): Mutation[] {
  return inside(schema, body, 'body', DEPTH).map(({ what, field, value }) => ({ what, field, body: value }));
}

interface Wrong {
  readonly what: string;
  readonly field: string;
  readonly value: unknown;
}

function inside(given: Schema, value: unknown, field: string, depth: number): Wrong[] {
  if (depth === 0) return [];
  if (Array.isArray(value)) {
    const [item] = flat(given, value).flatMap(({ items }) => (items === undefined ? [] : [items]));
    return item === undefined ? [] : value.flatMap((each, n) => inside(item, each, `${field}[${n}]`, depth - 1).map((wrong) => ({ ...wrong, value: value.map((old: unknown, at) => (at === n ? wrong.value : old)) })));
  }
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Json;
  const parts = flat(given, value);
  const properties = Object.fromEntries(parts.flatMap((part) => Object.entries(part.properties ?? {})));
  const required = parts.flatMap((part) => listOf(part.required));
  return Object.entries(properties).flatMap(([name, schema]): Wrong[] => {
    if (flat(schema, object[name]).some(({ readOnly }) => readOnly === true)) return [];
    const missing = required.includes(name) && name in object ? [{ what: `${name} is missing`, field: name, value: Object.fromEntries(Object.entries(object).filter(([key]) => key !== name)) }] : [];
    const wrong = wrongValues(flat(schema, object[name])).map(([what, bad]) => ({ what: `${name} is ${what}`, field: name, value: { ...object, [name]: bad } }));
    const deeper = name in object ? inside(schema, object[name], name, depth - 1).map((below) => ({ ...below, what: `${name}: ${below.what}`, value: { ...object, [name]: below.value } })) : [];
    return [...missing, ...wrong, ...deeper];
  });
}

/** Values that a schema refuses by a rule of its own. */
function wrongValues(parts: readonly Schema[]): [what: string, value: unknown][] {
  const rule = <T>(keyword: string): T | undefined => parts.map((part) => part[keyword]).find((found) => found !== undefined) as T | undefined;
  const [type, values] = [rule<string>('type') ?? (parts.some(({ properties }) => properties !== undefined) ? 'object' : undefined), rule<unknown[]>('enum')];
  const [maxLength, minLength, minimum, maximum, maxItems, minItems] = (['maxLength', 'minLength', 'minimum', 'maximum', 'maxItems', 'minItems'] as const).map((keyword) => rule<number>(keyword));
  const wrong: [string, unknown][] = [];
  if (type === 'string') wrong.push(['a number', 7]);
  else if (type !== undefined) wrong.push(['a text', 'x']);
  if (type === 'string' && values !== undefined) wrong.push(['none of the enum', 'no-such-value']);
  if (maxLength !== undefined) wrong.push(['too long', 'x'.repeat(maxLength + 1)]);
  if (minLength !== undefined && minLength > 0) wrong.push(['too short', '']);
  if (minimum !== undefined) wrong.push(['below its minimum', minimum - 1]);
  if (maximum !== undefined) wrong.push(['above its maximum', maximum + 1]);
  if (minItems !== undefined && minItems > 0) wrong.push(['too short a list', []]);
  if (maxItems !== undefined && maxItems < 1000) wrong.push(['too long a list', Array.from({ length: maxItems + 1 }, () => ({}))]);
  return wrong;
}

/** A schema and all that it takes in for this value: references, `allOf`, and of several forms the one whose tag the value has. */
function flat(given: Schema, value: unknown): Schema[] {
  const schema = named(given);
  const { allOf, oneOf, anyOf, discriminator } = schema;
  const tag = (value as Json | null | undefined)?.[discriminator?.propertyName ?? 'type'];
  const mapped = typeof tag === 'string' ? discriminator?.mapping?.[tag] : undefined;
  const forms = oneOf ?? anyOf ?? [];
  const form = mapped === undefined ? shared(forms, value) : flat({ $ref: mapped }, value);
  return [schema, ...(allOf ?? []).flatMap((part) => flat(part, value)), ...form];
}

/** What all forms have, where nothing tells which of them a value is. */
function shared(forms: readonly Schema[], value: unknown): Schema[] {
  const [first = {}, ...others] = forms.map((form) => Object.assign({}, ...flat(form, value).map(({ properties }) => properties ?? {})) as Record<string, Schema>);
  return [{ properties: Object.fromEntries(Object.entries(first).filter(([name]) => others.every((other) => name in other))) }];
}
