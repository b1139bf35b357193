import { monotonicClock } from '@parley/kernel';

/**
 * Shares one question among all who ask: those who ask while it is under way get its answer, and so do those who ask
 * within `keepMs` milliseconds after it. A rejection is shared, but not kept.
 */
export function sharedAnswer<T>(ask: () => Promise<T>, keepMs: number, now: () => number = monotonicClock): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let keptUntil = Infinity;
  return () => {
    if (answer !== undefined && now() < keptUntil) return answer;
    keptUntil = Infinity;
    answer = ask();
    answer.then(() => (keptUntil = now() + keepMs), () => (answer = undefined));
    return answer;
  };
}
