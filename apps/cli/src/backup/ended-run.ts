import { setTimeout as delay } from 'node:timers/promises';
import { findRun, type Run } from '@parley/backup';
import type { Database } from '@parley/persistence';
import { progressOf, type Progress } from '../progress.js';
import { StartError } from '../start-error.js';

/** How often is asked how a run goes; and for how long nobody may have begun it: milliseconds. */
const [POLL_MS, UNBEGUN_MS] = [500, 60_000];

/** What a worker was asked for, once it has ended; `shown` is what its progress is called, `formerMs` how long the last one took. Throws StartError where no worker begins it. */
export async function endedRun(database: Database, id: string, shown: string, formerMs?: number): Promise<Run> {
  const progress = progressOf(shown);
  const asked = Date.now();
  try {
    for (;;) {
      const run = await findRun(database.system(), id);
      if (!run) throw new StartError('What was asked for is not known any more');
      if (run.total !== null) show(progress, run.state === 'done' ? run.total : run.done, run.total, formerMs);
      if (run.state === 'done' || run.state === 'failed') return run;
      if (run.state === 'asked' && Date.now() - asked > UNBEGUN_MS) throw new StartError('No worker has begun what was asked for; it is done when one does');
      await delay(POLL_MS);
    }
  } finally {
    progress.end();
  }
}

/** What is left of it, as much of it took the last time. */
const show = (progress: Progress, done: number, total: number, formerMs: number | undefined): void =>
  progress.show(done, total, formerMs === undefined ? undefined : formerMs * (1 - done / Math.max(1, total)));
