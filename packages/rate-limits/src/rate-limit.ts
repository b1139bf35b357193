/** The time over which a limit is told and held: what is admitted in any 10 s stays within 10 % of it. */
export const WINDOW_SECONDS = 10;

/** How much of a window may come at once, after quiet. */
const BURST = 0.05;
/** How much of a window a process takes at a time. It may be left with one and a half, for each process beside the burst. */
const BLOCK = 0.005;

/** How often something may happen, for one name. */
export interface RateLimit {
  /** In a window of `WINDOW_SECONDS`. */
  readonly quota: number;
  /** What comes back in a second. */
  readonly rate: number;
  /** What may come at once. */
  readonly burst: number;
  /** What a process takes at a time. */
  readonly block: number;
}

/** A limit of so many requests a second, averaged over a window; `undefined` (none) for 0. */
export function limitPerSecond(rate: number): RateLimit | undefined {
  if (rate === 0) return undefined;
  const quota = rate * WINDOW_SECONDS;
  return { quota, rate, burst: Math.max(1, Math.floor(quota * BURST)), block: Math.max(1, Math.floor(quota * BLOCK)) };
}
