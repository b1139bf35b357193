import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger as AppLogger } from '@parley/kernel';
import { openPool } from '@parley/persistence';
import { Logger, run } from 'graphile-worker';
import type pg from 'pg';
import { BOUNDS } from '../worker.module.js';
import { schedule } from './schedule.js';
import { tasks, type JobParts } from './tasks.js';

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1000, 30_000];
const POLL_MS = 10_000;
/** One of them listens. */
const CONNECTIONS = 3;

/**
 * Runs scheduled jobs by graphile-worker, as the runtime role: its tables are made and granted by `parley db migrate`.
 * It gives up when the database stays away for long; then it is started again.
 */
export class JobRunner {
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly databaseUrl: string,
    private readonly parts: JobParts,
    private readonly logger: AppLogger,
  ) {}

  start(): void {
    this.loop = this.keepRunning();
  }

  /** Takes no more jobs and waits for running ones to reach a point where they can stop. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async keepRunning(): Promise<void> {
    const { signal } = this.stopping;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const pool = openPool(this.databaseUrl, CONNECTIONS, BOUNDS);
      await this.runOn(pool).catch((error: unknown) => {
        if (!signal.aborted) this.logger.warn({ err: error }, 'scheduled jobs wait for the database');
      });
      await end(pool);
      if (!signal.aborted) await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves when it has been told to stop and has stopped; rejects when it gives up. */
  private async runOn(pool: pg.Pool): Promise<void> {
    const { signal } = this.stopping;
    const runner = await run({
      pgPool: pool, concurrency: 1, pollInterval: POLL_MS, noHandleSignals: true,
      taskList: tasks(this.parts), parsedCronItems: schedule(), logger: this.jobLogger(),
    });
    let stopped = Promise.resolve();
    const stop = (): void => {
      stopped = runner.stop().catch(() => undefined);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await runner.promise;
    } finally {
      signal.removeEventListener('abort', stop);
      await stopped;
    }
  }

  /** Its warnings and errors, without the values it adds to them: they may hold a job's payload. */
  private jobLogger(): Logger {
    return new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') this.logger.warn({ context: 'jobs' }, message);
    });
  }
}

/** Ends the connections; the last job's end may still be under way to one, because graphile-worker does not wait for it. */
async function end(pool: pg.Pool): Promise<void> {
  await nextTurn();
  await Promise.race([pool.end(), sleep(BOUNDS.answerMs, undefined, { ref: false })]);
}
