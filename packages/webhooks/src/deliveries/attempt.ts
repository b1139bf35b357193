import { newId, wallClock } from '@parley/kernel';
import type { AttemptOutcome } from './retry-policy.js';

/** One attempt at a delivery, as the log keeps it. */
export interface Attempt {
  readonly id: string;
  /** When it began. */
  readonly at: Date;
  /** From 1; an attempt that counts for nothing has the number of the next that does. */
  readonly number: number;
  readonly milliseconds: number;
  readonly outcome: AttemptOutcome;
  /** The beginning of what was answered. */
  readonly answer?: string;
}

/** An attempt that begins now. */
export const begunAttempt = (number: number): Pick<Attempt, 'id' | 'at' | 'number'> => ({ id: newId(), at: new Date(wallClock()), number });

/** Code of why an attempt was no delivery; undefined when it was one. */
export function errorOf(outcome: AttemptOutcome): string | undefined {
  if (outcome.kind === 'failed') return outcome.code;
  return outcome.status >= 200 && outcome.status < 300 ? undefined : `http_${outcome.status}`;
}
