/** What one attempt came to. */
export type AttemptOutcome =
  /** The target answered; any status. */
  | { readonly kind: 'answered'; readonly status: number }
  /** No complete answer; `code` says why. */
  | { readonly kind: 'failed'; readonly code: string };

/** What is to be done after an attempt. */
export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly seconds: number; readonly reason: string }
  | { readonly kind: 'dead'; readonly reason: string };

/** Answers after which the call is not attempted again (openapi.yaml, Non-recoverable Errors). */
const FINAL = new Set([400, 401, 403, 404, 406]);

/** The code of a delivery that quotes something, or goes to somewhere, which does not open: no later attempt would change that. */
export const UNREADABLE = 'unreadable';

/**
 * Judges attempt number `attempt` (from 1). `waits` are the seconds before the second attempt, the third and so on:
 * their number decides how many attempts there are (openapi.yaml, Retry policy).
 */
export function judge(outcome: AttemptOutcome, attempt: number, waits: readonly number[]): Verdict {
  if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) return { kind: 'delivered' };
  const reason = outcome.kind === 'answered' ? `http_${outcome.status}` : outcome.code;
  const seconds = waits[attempt - 1];
  if (seconds === undefined || isFinal(outcome)) return { kind: 'dead', reason };
  return { kind: 'retry', seconds, reason };
}

const isFinal = (outcome: AttemptOutcome): boolean => (outcome.kind === 'answered' ? FINAL.has(outcome.status) : outcome.code === UNREADABLE);
