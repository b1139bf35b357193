import { deref, type OpenApiDocument, type SchemaObject } from './document.js';
import { variantsOf } from './variants.js';

/** What a schema says about one place, in words that compare. */
export type Facts = Readonly<Record<string, unknown>>;
export type Direction = 'request' | 'response';

const LIMITS = ['format', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'uniqueItems'] as const;

/** A schema with its references followed and its `allOf` folded in; what it says itself wins over its parts. */
export function fold(document: OpenApiDocument, schema: SchemaObject, isPart = false): SchemaObject {
  const own = deref<SchemaObject>(document, schema);
  const parts = (own.allOf ?? []).map((part) => fold(document, part, true));
  const { allOf: _, ...rest } = own;
  const whole = Object.assign({}, ...parts, rest) as Record<string, unknown>;
  whole.properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}), own.properties ?? {});
  whole.required = [...parts, own].flatMap(({ required }) => (Array.isArray(required) ? (required as string[]) : []));
  // A base reached through its subtype stands for what it holds itself, not for all of its subtypes.
  if (isPart && own.oneOf === undefined) delete whole.discriminator;
  return whole;
}

function factsOf(schema: SchemaObject, required: boolean): Facts {
  const inferred = Object.keys(schema.properties ?? {}).length > 0 || schema.oneOf !== undefined || schema.anyOf !== undefined ? 'object' : 'any';
  return {
    type: schema.type ?? inferred,
    required,
    nullable: schema.nullable ?? false,
    ...(schema.enum && { enum: schema.enum.filter((value) => value !== null).map(String).sort().join('|') }),
    ...Object.fromEntries(LIMITS.filter((limit) => schema[limit] !== undefined).map((limit) => [limit, schema[limit]])),
  };
}

/**
 * Every place of a schema with what is said about it: `items[].title`, `content<carousel>.items`.
 * Properties that don't travel in this direction (`readOnly`, `writeOnly`) are left out. A schema inside itself is not entered again.
 */
export function flatten(document: OpenApiDocument, schema: SchemaObject, direction: Direction): Map<string, Facts> {
  const places = new Map<string, Facts>();
  const note = (place: string, facts: Facts) => {
    const before = places.get(place);
    places.set(place, before === undefined ? facts : { ...before, required: before.required === true && facts.required === true });
  };
  const walk = (part: SchemaObject, place: string, required: boolean, inside: readonly string[], tagProperty?: string): void => {
    const refs = [part.$ref, ...(part.allOf ?? []).map(({ $ref }) => $ref)].filter((ref) => ref !== undefined);
    const whole = fold(document, part);
    note(place, factsOf(whole, required));
    if (refs.some((ref) => inside.includes(ref))) return;
    const within = [...inside, ...refs];
    const variants = tagProperty === undefined ? variantsOf(document, whole) : undefined;
    if (variants !== undefined) {
      for (const { tag, schema: variant } of variants.list)
        if (tag !== undefined) walk(variant, `${place}<${tag}>`, true, within, variants.property);
        else eachProperty(fold(document, variant), place, within);
    }
    if (variants?.property === undefined) eachProperty(whole, place, within, tagProperty);
    if (whole.items !== undefined) walk(whole.items, `${place}[]`, true, within);
  };
  const eachProperty = (whole: SchemaObject, place: string, inside: readonly string[], tagProperty?: string): void => {
    const hidden = direction === 'request' ? 'readOnly' : 'writeOnly';
    for (const [name, property] of Object.entries(whole.properties ?? {})) {
      if (name === tagProperty || fold(document, property)[hidden] === true) continue;
      const required = Array.isArray(whole.required) && (whole.required as string[]).includes(name);
      walk(property, place === '' ? name : `${place}.${name}`, required, inside);
    }
  };
  walk(schema, '', true, []);
  return places;
}
