/** What one attempt came to. */
export type AttemptOutcome =
  /** The target answered; any status. */
  | { readonly kind: 'answered'; readonly status: number }
  /** No complete answer; `code` says why. `status` where it had begun. */
  | { readonly kind: 'failed'; readonly code: string; readonly status?: number };

/** What is to be done after an attempt. */
export type Verdict =
  | { readonly kind: 'delivered' }
  /** `counts`: whether this attempt is one of those that a delivery has. */
  | { readonly kind: 'retry'; readonly seconds: number; readonly counts: boolean }
  | { readonly kind: 'dead' };

/** Answers after which the call is not attempted again (openapi.yaml, Non-recoverable Errors). */
const FINAL = new Set([400, 401, 403, 404, 406]);

/** The code of a delivery that quotes something, or goes to somewhere, which does not open: no later attempt would change that. */
export const UNREADABLE = 'unreadable';

/** From a probe to when its lane is due again: then every other one has its turn before it. */
const PROBED_SECONDS = 1;

/**
 * Judges attempt number `attempt` (from 1). `waits` are the seconds before the second attempt, the third and so on:
 * their number decides how many attempts there are (openapi.yaml, Retry policy).
 *
 * Of a `paused` webhook nothing dies because it does not answer. What it refuses for good is probed again as well: it may refuse
 * everything; but no more often than a delivery is attempted, because it may as well refuse this event and no other.
 */
export function judge(outcome: AttemptOutcome, attempt: number, waits: readonly number[], paused = false): Verdict {
  if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) return { kind: 'delivered' };
  const seconds = waits[attempt - 1];
  if (outcome.kind === 'failed' && outcome.code === UNREADABLE) return { kind: 'dead' };
  const final = outcome.kind === 'answered' && FINAL.has(outcome.status);
  if (paused) return final && seconds === undefined ? { kind: 'dead' } : { kind: 'retry', seconds: PROBED_SECONDS, counts: final };
  if (final || seconds === undefined) return { kind: 'dead' };
  return { kind: 'retry', seconds, counts: true };
}
