import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';

/** An OpenAPI 3.0 schema, as far as the tools here look into it. */
export interface SchemaObject {
  readonly $ref?: string;
  readonly type?: string;
  readonly title?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaObject>>;
  readonly required?: readonly string[] | boolean;
  readonly items?: SchemaObject;
  readonly allOf?: readonly SchemaObject[];
  readonly oneOf?: readonly SchemaObject[];
  readonly anyOf?: readonly SchemaObject[];
  readonly additionalProperties?: boolean | SchemaObject;
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> };
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly [keyword: string]: unknown;
}

interface Reference {
  readonly $ref: string;
}

export interface ParameterObject {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: SchemaObject;
}

export interface BodyObject {
  readonly content?: Readonly<Record<string, { readonly schema?: SchemaObject }>>;
}

export interface OperationObject {
  readonly operationId?: string;
  readonly parameters?: readonly (ParameterObject | Reference)[];
  readonly requestBody?: BodyObject | Reference;
  readonly responses?: Readonly<Record<string, BodyObject | Reference>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What is sent to others; OpenAPI 3.0 has no place of its own for it. */
  readonly 'x-webhooks'?: Readonly<Record<string, { readonly post?: OperationObject }>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, SchemaObject>> };
}

/** Reads an OpenAPI document, JSON or YAML. Throws when the file is not there. */
export function readOpenApi(file: string): OpenApiDocument {
  const text = readFileSync(file, 'utf8');
  return (file.endsWith('.json') ? JSON.parse(text) : load(text)) as OpenApiDocument;
}

/** What a local reference points at; anything else is answered as it is. Throws when nothing is there. */
export function deref<T extends object>(document: OpenApiDocument, value: T | Reference): T {
  if (!('$ref' in value) || typeof value.$ref !== 'string') return value as T;
  const found = value.$ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  if (found === undefined) throw new Error(`Nothing at ${value.$ref}`);
  return deref(document, found as T);
}

/** The last step of a reference: the schema's name. */
export const refName = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);
