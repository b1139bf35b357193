import { Ajv } from 'ajv';
import type { Form } from './form.js';
import { resolved, type Field, type Json, type Operation, type Schema } from './openapi.js';

const ajv = new Ajv({ strict: false, coerceTypes: 'array', formats: { binary: true } });

/** A request, read. */
export interface ReadRequest {
  /** The type of its body, without parameters. */
  readonly type: string;
  readonly query: URLSearchParams;
  /** Nothing where the body is no form. */
  readonly form: Form | undefined;
}

/** What is wrong with a request by Mailgun's description of the operation; nothing if it is right. */
export function validateRequest({ parameters = [], requestBody }: Operation, { type, query, form }: ReadRequest): readonly string[] {
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const found = [
    ...[...query.keys()].filter((name) => !inQuery.some((parameter) => parameter.name === name)).map((name) => `the query has ${name}`),
    ...inQuery.filter(({ name, required }) => required && !query.has(name)).map(({ name }) => `the query has no ${name}`),
  ];
  if (!requestBody) return [...found, ...(form === undefined ? ['there is no body'] : Object.keys(form).map((name) => `there is no body, and no ${name}`))];
  const body = requestBody.content[type];
  if (!body) return [...found, `a body of type ${type || 'none'}`];
  if (!form) return [...found, 'a body that is no form'];
  return [...found, ...problemsOf(resolved(body.schema), form)];
}

function problemsOf(schema: Schema, form: Form): readonly string[] {
  const validate = ajv.compile({
    ...schema, properties: Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, several(field)])), additionalProperties: false,
    ...(schema.additionalProperties === true && { patternProperties: { '^[hvo]:[\\w-]+$': { type: 'string' } } }),
  });
  return validate(structuredClone(form)) ? [] : (validate.errors ?? []).map(({ instancePath, message = '', params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`);
}

const several = (field: Field): Json => (/multiple times/i.test(field.description ?? '') ? { anyOf: [field, { type: 'array', items: { type: 'string' } }] } : field);
