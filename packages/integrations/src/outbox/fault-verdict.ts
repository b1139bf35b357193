import type { FaultClass, VendorFault } from '../channels/vendor-fault.js';

/** Attempts at a request that the vendor does not take for the moment; by the schedule below less than half an hour (wire-facts 2.6). */
const ATTEMPTS = 8;
const LONGEST_WAIT_SECONDS = 600;

/** For how long a message waits for an integration that the vendor lets in no more, or holds back. */
const LONGEST_MS = 24 * 3600 * 1000;

/** Why a message did not get to its channel: the codes of conversation:message:delivery:failure, and what they mean. */
const MEANINGS = {
  auth: 'The channel refuses the credentials of the integration',
  window_closed: 'The channel lets the business write only for some time after the person did',
  user_blocked: 'The person has blocked the business',
  recipient_invalid: 'The channel knows no such recipient',
  content_rejected: 'The channel refuses the content',
  media_error: 'The channel could not take the file',
  rate_limited: 'The channel held the message back for too long',
  temporary: 'The channel could not be reached for too long',
  unknown: 'The channel may or may not have taken the message',
} as const satisfies Record<FaultClass, string>;

/** Why a message is not sent, and whether its person wants to hear no more. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly blocks: boolean;
}

/** What is to be done after a request that failed. */
export type Verdict = { readonly kind: 'fail'; readonly failure: Failure } | { readonly kind: 'wait'; readonly seconds: number };

/** What an event tells of a class of faults; the vendor's own code is named where there is one. */
export const failureOf = (faultClass: FaultClass, code?: string): Failure => ({
  code: faultClass === 'unknown' ? 'unknown_outcome' : faultClass,
  message: code === undefined ? MEANINGS[faultClass] : `${MEANINGS[faultClass]} (${code})`,
  blocks: faultClass === 'user_blocked',
});

/** Judges attempt number `attempt` (from 1) at a message that has waited for `ageMs`. `idempotent`: whether a request may be made again whatever came of it. */
export function judge({ faultClass, code, retryAfterMs }: VendorFault, { attempt, ageMs, idempotent }: { readonly attempt: number; readonly ageMs: number; readonly idempotent: boolean }): Verdict {
  const wait: Verdict = { kind: 'wait', seconds: Math.max((retryAfterMs ?? 0) / 1000, Math.min(4 ** (attempt - 1), LONGEST_WAIT_SECONDS)) };
  if ((faultClass === 'rate_limited' || faultClass === 'auth') && ageMs < LONGEST_MS) return wait;
  if ((faultClass === 'temporary' || (faultClass === 'unknown' && idempotent)) && attempt < ATTEMPTS) return wait;
  return { kind: 'fail', failure: failureOf(faultClass, code) };
}
