import { monotonicClock } from '@parley/kernel';

/** A terminal and npm may both pass on the same Ctrl-C. */
const SAME_SIGNAL_MS = 1000;

export interface StopSignals {
  /** Aborted at the first signal. */
  readonly stop: AbortSignal;
  /** Aborted at a later one: a person in a hurry. */
  readonly hurry: AbortSignal;
}

/** Listens for SIGINT and SIGTERM, and for the end of whoever started us with a channel. */
export function stopSignals(): StopSignals {
  const [stop, hurry] = [new AbortController(), new AbortController()];
  let first: number | undefined;
  const onSignal = (): void => {
    if (first === undefined) {
      first = monotonicClock();
      stop.abort();
    } else if (monotonicClock() - first > SAME_SIGNAL_MS) {
      hurry.abort();
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  process.once('disconnect', () => stop.abort());
  return { stop: stop.signal, hurry: hurry.signal };
}
