/** Milliseconds since 1970. May jump: never measure a duration with it. */
export const wallClock = (): number => Date.now();

/** Milliseconds that only go forward, from an arbitrary start: for leases and time-outs. */
export const monotonicClock = (): number => performance.now();

/** The API's form of a moment: `YYYY-MM-DDThh:mm:ss.SSSZ`. */
export const timestamp = (date: Date): string => date.toISOString();
