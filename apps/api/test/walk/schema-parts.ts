import { OWN_DOCUMENT, readOpenApi, type OpenApiDocument, type Operation } from '@parley/testing';

export type Schema = NonNullable<Operation['request']>;

const document: OpenApiDocument = readOpenApi(OWN_DOCUMENT);

/** What a reference names; any other schema is itself. */
export function named(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const found = document.components?.schemas?.[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)];
  if (found === undefined) throw new Error(`${schema.$ref} names nothing`);
  return named(found);
}

/** The ways in which a value can be of a schema: each a schema without `allOf` and `oneOf`, whose rules all hold. */
export function forms(given: Schema): Schema[] {
  const { allOf = [], oneOf, anyOf, ...own } = named(given);
  const choices = oneOf ?? anyOf;
  const beside = [[own as Schema], ...allOf.map(forms), ...(choices === undefined ? [] : [choices.flatMap(forms)])];
  return beside.reduce((made, options) => made.flatMap((one) => options.map((other) => both(one, other))), [{}] as Schema[]);
}

function both(one: Schema, other: Schema): Schema {
  const required = [...listOf(one.required), ...listOf(other.required)];
  const properties = { ...one.properties, ...other.properties };
  return { ...one, ...other, ...(required.length > 0 && { required }), ...(Object.keys(properties).length > 0 && { properties }) };
}

export const listOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);
