import { readFileSync } from 'node:fs';

export type Json = Readonly<Record<string, unknown>>;
export interface Field extends Json { readonly description?: string }
export interface Schema extends Json { readonly $ref?: string; readonly properties?: Readonly<Record<string, Field>>; readonly additionalProperties?: boolean }

interface Described {
  readonly schema: Schema;
  readonly examples?: { readonly Example?: { readonly value: unknown } };
}

export interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Described>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Described>> }>>;
}

/** Mailgun's API as the file beside this one tells it. */
export const API = JSON.parse(readFileSync(new URL('mailgun-openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** The operation that a request is for, named `<method> <path>` as the file has them, and what stands in its path. */
export interface Called {
  readonly name: string;
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

/** Nothing where the file has none. The method in lower case. */
export function calledOf(method: string, path: string): Called | undefined {
  for (const [template, operations] of Object.entries(API.paths)) {
    const found = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(path);
    const operation = operations[method];
    if (found && operation) return { name: `${method} ${template}`, operation, params: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])) };
  }
  return undefined;
}

/** A schema, or the one that it names. */
export const resolved = (schema: Schema): Schema => (schema.$ref === undefined ? schema : (API.components.schemas[schema.$ref.replace('#/components/schemas/', '')] ?? schema));

const described = ({ responses }: Operation, status: string): Described | undefined => Object.values(responses[status]?.content ?? {})[0];

/** The file's own example of an answer; nothing where it has none. */
export const exampleOf = (operation: Operation, status: string): unknown => described(operation, status)?.examples?.Example?.value;

/** How the file describes an answer. */
export const answerSchema = (operation: Operation, status: string): Schema | undefined => described(operation, status)?.schema;
