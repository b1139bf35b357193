import { deref, refName, type OpenApiDocument, type SchemaObject } from './document.js';

/** One of the forms a value may take; with a tag when a property names the form. */
export interface Variant {
  readonly tag?: string;
  readonly schema: SchemaObject;
}

export interface Variants {
  /** The property whose value is the tag. */
  readonly property?: string;
  readonly list: readonly Variant[];
}

/** The single value that a variant allows for its tag, as documents write it: `enum` of one, or a default. */
function ownTag(document: OpenApiDocument, schema: SchemaObject, property: string): string | undefined {
  const whole = deref<SchemaObject>(document, schema);
  const part = whole.properties?.[property];
  if (part !== undefined) {
    const { enum: values, default: fallback } = deref<SchemaObject>(document, part);
    const value = values?.length === 1 ? values[0] : fallback;
    if (typeof value === 'string') return value;
  }
  for (const child of [...(whole.allOf ?? [])].reverse()) {
    const tag = ownTag(document, child, property);
    if (tag !== undefined) return tag;
  }
  return undefined;
}

/** The forms of `oneOf`, of `anyOf`, and of a base whose discriminator maps to subtypes; nothing when there is one form only. */
export function variantsOf(document: OpenApiDocument, schema: SchemaObject): Variants | undefined {
  const { discriminator } = schema;
  const listed = schema.oneOf ?? schema.anyOf;
  const property = discriminator?.propertyName ?? 'type';
  if (listed === undefined) {
    if (discriminator?.mapping === undefined) return undefined;
    return { property, list: Object.entries(discriminator.mapping).map(([tag, $ref]) => ({ tag, schema: { $ref } })) };
  }
  const mapped = Object.entries(discriminator?.mapping ?? {});
  const list = listed.map((variant) => ({
    schema: variant,
    tag:
      mapped.find(([, ref]) => ref === variant.$ref)?.[0] ??
      ownTag(document, variant, property) ??
      (discriminator !== undefined && variant.$ref !== undefined ? refName(variant.$ref) : undefined),
  }));
  return list.every(({ tag }) => tag !== undefined) ? { property, list } : { list: listed.map((variant) => ({ schema: variant })) };
}
