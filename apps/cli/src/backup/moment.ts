import { InvalidArgumentError } from 'commander';

/** A time that somebody types. */
export function moment(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('say a time such as 2026-11-24T14:00:00Z');
  return at;
}
