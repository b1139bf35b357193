import { META } from './examples.js';

export interface Schema {
  readonly [name: string]: unknown;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export type Schemas = Readonly<Record<string, Schema>>;

/** What Meta calls its schemas, as they were published. */
export const PUBLISHED = META.components.schemas as Schemas;

/** Words of OpenAPI that judge nothing; discriminators among them, for they name schemas that are not there. */
const NO_RULES = ['example', 'description', 'discriminator', 'default'];

/** Without what judges nothing, and with references that JSON Schema finds. */
export function plain(value: unknown, isProperties = false): unknown {
  if (Array.isArray(value)) return value.map((one) => plain(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, of]) => {
    if (!isProperties && NO_RULES.includes(name)) return [];
    if (name === '$ref' && typeof of === 'string') return [[name, `#/$defs/${of.split('/').at(-1)}`]];
    return [[name, plain(of, name === 'properties' && !isProperties)]];
  }));
}

/** Objects whose fields are listed have no others. Those that several schemas describe together are closed as a whole instead. */
export function closed(schema: Schema): Schema {
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]): [string, unknown] => {
    if (name === 'properties') return [name, Object.fromEntries(Object.entries(value as Schemas).map(([field, of]) => [field, closed(of)]))];
    if (name === 'items') return [name, closed(value as Schema)];
    return [name, name === 'oneOf' ? (value as Schema[]).map(closed) : value];
  }));
  return schema.properties && !schema.allOf ? { ...inner, additionalProperties: false } : inner;
}
