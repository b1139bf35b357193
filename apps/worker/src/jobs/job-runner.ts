import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger as AppLogger } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { Logger, run, type Runner } from 'graphile-worker';
import { schedule } from './schedule.js';
import { tasks } from './tasks.js';

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1000, 30_000];
const POLL_MS = 10_000;

/**
 * Runs scheduled jobs by graphile-worker, as the runtime role: its tables are made and granted by `parley db migrate`.
 * It gives up when the database stays away for long; then it is started again.
 */
export class JobRunner {
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private runner: Runner | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly db: Database,
    private readonly logger: AppLogger,
  ) {}

  start(): void {
    this.loop = this.keepRunning();
  }

  /** Takes no more jobs and waits for running ones to reach a point where they can stop. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.runner?.stop().catch(() => undefined);
    await this.loop;
  }

  private async keepRunning(): Promise<void> {
    const { signal } = this.stopping;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        this.runner = await run({
          connectionString: this.databaseUrl, maxPoolSize: 3, concurrency: 1, pollInterval: POLL_MS, noHandleSignals: true,
          taskList: tasks(this.db), parsedCronItems: schedule(), logger: this.jobLogger(),
        });
        if (signal.aborted) await this.runner.stop();
        await this.runner.promise;
      } catch (error) {
        if (!signal.aborted) this.logger.warn({ err: error }, 'scheduled jobs wait for the database');
      }
      if (!signal.aborted) await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Its warnings and errors, without the values it adds to them: they may hold a job's payload. */
  private jobLogger(): Logger {
    return new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') this.logger.warn({ context: 'jobs' }, message);
    });
  }
}
