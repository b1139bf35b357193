import { isPlainObject } from './plain.js';
import { badCharacters } from './text.js';

/** How deep a caller's own JSON (a template, a channel's raw payload) may nest. */
export const MAX_DEPTH = 20;

/** What keeps a JSON value from being stored and given back unchanged, or undefined. */
export function badJson(value: unknown, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return `should not nest deeper than ${MAX_DEPTH} levels`;
  if (typeof value === 'string') return badCharacters(value, true);
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'should not contain numbers out of range';
  if (Array.isArray(value)) return firstBad(value, depth);
  return isPlainObject(value) ? firstBad(Object.keys(value), depth) ?? firstBad(Object.values(value), depth) : undefined;
}

function firstBad(values: unknown[], depth: number): string | undefined {
  for (const value of values) {
    const fault = badJson(value, depth + 1);
    if (fault) return fault;
  }
  return undefined;
}
