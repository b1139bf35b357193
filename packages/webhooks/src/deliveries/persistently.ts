import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicClock } from '@parley/kernel';

const FIRST_WAIT = 100;
const LONGEST_WAIT = 2000;

/**
 * Runs `work` until it succeeds: the outcome of an attempt must be written down also when the database has just been
 * restarted. Gives up, with the last error, when `deadline` (monotonic milliseconds) has passed or `signal` is aborted.
 */
export async function persistently<T>(deadline: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || monotonicClock() + wait > deadline) throw error;
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}
