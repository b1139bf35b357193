import { UnreadableEvent } from './channel.js';

/** Whether a value of a vendor's JSON is an object with names. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a vendor lists: nothing where it tells none, and one that stands by itself where it is no list. */
export const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : value === undefined || value === null ? [] : [value]);

/** A vendor's id that is a number, as text. Raises UnreadableEvent. */
export function idOf(value: unknown): string {
  if (!Number.isSafeInteger(value)) throw new UnreadableEvent('an id that is no number');
  return String(value);
}

/** Texts and numbers that are said together; what is not there is left out. Raises UnreadableEvent for anything else. */
export function joined(parts: readonly unknown[], between: string): string {
  const said = parts.filter((part) => part !== undefined && part !== null && part !== '');
  if (!said.every((part) => typeof part === 'string' || typeof part === 'number')) throw new UnreadableEvent('words that are no text');
  return said.join(between);
}
