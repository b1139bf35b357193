import { UnreadableEvent } from '../channel.js';

/** Milliseconds since 1970 of a timestamp, which is in seconds. Raises UnreadableEvent. */
export function timeOf(timestamp: string): number {
  const seconds = Number(timestamp);
  if (!Number.isSafeInteger(seconds) || seconds <= 0) throw new UnreadableEvent('no time');
  return seconds * 1000;
}
