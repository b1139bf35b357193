import { refName, type OpenApiDocument, type SchemaObject } from './document.js';
import { variantsOf } from './variants.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

const KEPT = [
  'type', 'enum', 'format', 'minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties',
] as const;

/**
 * Turns a document's schemas into JSON Schema 2020-12 for what a *server* sends: `writeOnly` properties don't exist,
 * and an object that lists its properties holds no others, so that nothing undocumented leaks out unseen.
 * Each component becomes two definitions: `open/X` for use inside `allOf`, and `closed/X`.
 */
export class ResponseSchemas {
  constructor(private readonly document: OpenApiDocument) {}

  /** Definitions that the schemas refer to, for `$defs`. */
  definitions(): Record<string, JsonSchema> {
    return Object.fromEntries(
      Object.entries(this.document.components?.schemas ?? {}).flatMap(([name, schema]) => [
        [`open/${name}`, this.open(schema)],
        [`closed/${name}`, this.closed(schema)],
      ]),
    );
  }

  /** A schema in a place of its own: a body, a property, an item. */
  closed(schema: SchemaObject): JsonSchema {
    if (schema.$ref !== undefined) return { $ref: `#/$defs/closed~1${refName(schema.$ref)}` };
    const forms = schema.oneOf === undefined && schema.anyOf === undefined ? variantsOf(this.document, schema) : undefined;
    const subtypes = (forms?.list ?? []).map(({ tag, schema: subtype }) => ({
      if: { properties: { [forms?.property ?? 'type']: { const: tag } }, required: [forms?.property ?? 'type'] },
      then: this.open(subtype),
    }));
    const whole = { allOf: [this.open(schema), ...subtypes] };
    const known = { ...whole, ...(this.listsProperties(schema) && { unevaluatedProperties: false }) };
    return schema.nullable === true ? { anyOf: [{ type: 'null' }, known] } : known;
  }

  /** A schema as a part of another: it says what it demands, and leaves further properties to the whole. */
  private open(schema: SchemaObject): JsonSchema {
    if (schema.$ref !== undefined) return { $ref: `#/$defs/open~1${refName(schema.$ref)}` };
    const result: Record<string, unknown> = {};
    for (const keyword of KEPT) if (schema[keyword] !== undefined) result[keyword] = schema[keyword];
    if (schema.nullable === true && schema.type !== undefined) result.type = [schema.type, 'null'];
    if (schema.nullable === true && schema.enum !== undefined) result.enum = [...schema.enum, null];
    if (Array.isArray(schema.required)) result.required = (schema.required as string[]).filter((name) => schema.properties?.[name]?.writeOnly !== true);
    if (schema.items !== undefined) result.items = this.closed(schema.items);
    if (schema.properties !== undefined)
      result.properties = Object.fromEntries(
        Object.entries(schema.properties)
          .filter(([, property]) => property.writeOnly !== true && !this.refersToWriteOnly(property))
          .map(([name, property]) => [name, this.closed(property)]),
      );
    if (typeof schema.additionalProperties === 'object') result.additionalProperties = this.closed(schema.additionalProperties);
    else if (schema.additionalProperties !== undefined) result.additionalProperties = schema.additionalProperties;
    const parts = (schema.allOf ?? []).map((part) => this.open(part));
    if (schema.nullable === false) parts.push({ not: { type: 'null' } });
    if (parts.length > 0) result.allOf = parts;
    // Untagged forms need not exclude each other: the reference's have no `required` (semantics.md 16, fault 1).
    if (schema.oneOf !== undefined || schema.anyOf !== undefined) result.anyOf = this.forms(schema);
    return result;
  }

  private forms(schema: SchemaObject): JsonSchema[] {
    const forms = variantsOf(this.document, schema);
    return (forms?.list ?? []).map(({ tag, schema: form }) =>
      tag === undefined || forms?.property === undefined
        ? this.open(form)
        : { allOf: [this.open(form), { properties: { [forms.property]: { const: tag } }, required: [forms.property] }] },
    );
  }

  private refersToWriteOnly(schema: SchemaObject): boolean {
    return [schema, ...(schema.allOf ?? [])].some(
      ({ $ref }) => $ref !== undefined && this.document.components?.schemas?.[refName($ref)]?.writeOnly === true,
    );
  }

  /** An object without any listed property (`{"type": "object"}`) is free-form, and stays open. */
  private listsProperties(schema: SchemaObject, seen: readonly string[] = []): boolean {
    if (schema.$ref !== undefined) {
      const target = this.document.components?.schemas?.[refName(schema.$ref)];
      return target !== undefined && !seen.includes(schema.$ref) && this.listsProperties(target, [...seen, schema.$ref]);
    }
    const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
    return Object.keys(schema.properties ?? {}).length > 0 || parts.some((part) => this.listsProperties(part, seen));
  }
}
