import { setTimeout as delay } from 'node:timers/promises';
import { findRun, type Run } from '@parley/backup';
import type { Database } from '@parley/persistence';
import { progressOf } from '../progress.js';
import { StartError } from '../start-error.js';

/** How often is asked how a run goes; and for how long nobody may have begun it: milliseconds. */
const [POLL_MS, UNBEGUN_MS] = [500, 60_000];

/** What a worker was asked for, once it has ended; `shown` is what its progress is called. Throws StartError where no worker begins it. */
export async function endedRun(database: Database, id: string, shown: string): Promise<Run> {
  const progress = progressOf(shown);
  const asked = Date.now();
  try {
    for (;;) {
      const run = await findRun(database.system(), id);
      if (!run) throw new StartError('What was asked for is not known any more');
      if (run.total !== null) progress.show(run.state === 'done' ? run.total : run.done, run.total);
      if (run.state === 'done' || run.state === 'failed') return run;
      if (run.state === 'asked' && Date.now() - asked > UNBEGUN_MS) throw new StartError('No worker has begun what was asked for; it is done when one does');
      await delay(POLL_MS);
    }
  } finally {
    progress.end();
  }
}
