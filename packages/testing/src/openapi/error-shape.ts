import { ERROR_CODES } from '@parley/kernel';
import type { Exchange } from './response-validator.js';

/** More is no help to who mends a request. */
const MOST_ERRORS = 20;

/**
 * What is wrong with an error's body beyond its schema, in which everything is optional: every answer from 400 on is
 * `{"errors":[{"code","title"}]}` and nothing else, with several errors only for a 400 (openapi.yaml, Errors).
 */
export function errorFaults({ method, path, status, body }: Exchange): string[] {
  if (status < 400) return [];
  const fault = faultOf(body, status);
  return fault === undefined ? [] : [`${method} ${path} ${status}: ${fault}`];
}

function faultOf(body: unknown, status: number): string | undefined {
  if (!hasKeys(body, ['errors']) || !Array.isArray(body.errors)) return 'the body should be errors alone';
  const errors: unknown[] = body.errors;
  if (errors.length < 1 || errors.length > (status === 400 ? MOST_ERRORS : 1)) return `${errors.length} errors`;
  if (!errors.every((error) => hasKeys(error, ['code', 'title']))) return 'an error should be code and title alone';
  const told = errors as { code: unknown; title: unknown }[];
  if (!told.every(({ code }) => (ERROR_CODES as readonly unknown[]).includes(code))) return 'an unknown code';
  return told.every(({ title }) => typeof title === 'string' && /^\P{C}+$/u.test(title)) ? undefined : 'a title that is no line of text';
}

const hasKeys = <Key extends string>(value: unknown, keys: readonly Key[]): value is Record<Key, unknown> =>
  typeof value === 'object' && value !== null && Object.keys(value).toSorted().join() === keys.toSorted().join();
