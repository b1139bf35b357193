import type { Logger } from './logger.js';

/** What ends a process in order: an operator, or the death of the supervisor that started it. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const FOREVER_MS = 2 ** 31 - 1;

/**
 * Calls `close` once, at the first signal or when the parent's channel breaks, and ends the process with 0, or with 1 when
 * `close` rejects. Called first of all in a start: as process 1 of a container, a process that listens to no signal gets none.
 */
export function closeOnSignal(close: () => Promise<void>, logger: Logger): void {
  let closing = false;
  const stop = (reason: string): void => {
    if (closing) return;
    closing = true;
    logger.info({ reason }, 'stopping');
    // What is waited for may hold nothing open by itself, and Node would end the process in the middle, with 0.
    setInterval(() => undefined, FOREVER_MS);
    close().then(
      () => {
        logger.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'stopped with an error');
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, () => stop(signal));
  process.on('disconnect', () => stop('supervisor gone'));
}
