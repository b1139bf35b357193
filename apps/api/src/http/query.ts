import { BadRequestErrors } from '@parley/kernel';

export type Query = Readonly<Record<string, unknown>>;

/** One member of a deepObject parameter, with the name under which it was found, for titles. */
export interface Member {
  readonly name: string;
  readonly value: unknown;
}

/**
 * A member of `page` or `filter`: as `page[size]=5` (JavaScript client, curl) or from `page={"size":5}` (Python client; semantics §3).
 * Raises bad_request when the JSON form is not an object, or the parameter comes more than once.
 */
export function member(query: Query, parameter: string, key: string): Member | undefined {
  const name = `${parameter}[${key}]`;
  const value = query[name] ?? fromJson(query[parameter], parameter)[key];
  if (Array.isArray(value)) throw new BadRequestErrors([`${name} should be given once`]);
  return value === undefined || value === null ? undefined : { name, value };
}

function fromJson(text: unknown, parameter: string): Record<string, unknown> {
  if (text === undefined || text === '') return {};
  const parsed = typeof text === 'string' ? parse(text) : undefined;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new BadRequestErrors([`${parameter} should be given as ${parameter}[…] or as a JSON object`]);
  }
  return Object.fromEntries(Object.entries(parsed));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
