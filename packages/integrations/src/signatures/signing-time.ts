import { refuse } from './judge.js';
import type { SignedCall } from './signed-call.js';

/** Refuses a time of signing (Unix seconds) that lies further from now than the window, on either side. Without a window only its form counts. */
export function requireFresh(part: string, timestamp: string, now: Date, windowSeconds: number | undefined): void {
  if (!/^\d{1,12}$/.test(timestamp)) refuse('malformed', part);
  if (windowSeconds === undefined) return;
  const age = Math.floor(now.getTime() / 1000) - Number(timestamp);
  if (age > windowSeconds) refuse('old', part);
  if (-age > windowSeconds) refuse('early', part);
}

/** The same where the vendor names no window: nothing is refused unless the caller gives one. */
export function requireFreshIfAsked(part: string, timestamp: string, call: Pick<SignedCall, 'now' | 'windowSeconds'>): void {
  if (call.windowSeconds !== undefined) requireFresh(part, timestamp, call.now, call.windowSeconds);
}
