import { setTimeout as delay } from 'node:timers/promises';
import { askForRun, backupOverview, findRun, type BackupOverview, type Run } from '@parley/backup';
import type { Settings } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { withDatabase } from '../database/with-database.js';
import { progressOf } from '../progress.js';
import { say } from '../report.js';
import { StartError } from '../start-error.js';

export interface ShowOptions {
  readonly json?: boolean;
}

/** How often is asked how a run goes; and for how long nobody may have begun it: milliseconds. */
const [POLL_MS, UNBEGUN_MS] = [500, 60_000];

const OFF = 'Backups are off: PARLEY_BACKUP_ZONES switches them on';

/** `parley backup status` */
export async function backupStatus(settings: Settings, { json }: ShowOptions): Promise<void> {
  const on = settings.backupZones !== undefined;
  const overview = await withDatabase(settings, (database) => backupOverview(database.system()));
  if (json) say(JSON.stringify({ on, ...overview }, undefined, 2));
  else say([...(on ? [] : [`${OFF}.`]), ...lines(overview)].join('\n'));
}

function lines({ zones, chain, lastSnapshot, lastExpiry, writing }: BackupOverview): string[] {
  return [
    chain === undefined ? 'No chain is being written.' : `Chain ${chain.id} since ${chain.startedAt.toISOString()}${writing ? '' : '; no worker writes it at this moment'}`,
    lastSnapshot === undefined ? 'There is no snapshot yet.' : `Last snapshot of ${lastSnapshot.askedAt.toISOString()}, ${seconds(lastSnapshot)} s`,
    lastExpiry === undefined ? 'Nothing was removed out of the zones lately: parley backup expire does.' : `What nothing needs was last removed at ${lastExpiry.askedAt.toISOString()}`,
    ...zones.map(({ zone, lagSeconds, error }) => [zone, lagSeconds === undefined ? 'nothing yet' : `${lagSeconds.toFixed(1)} s behind`, ...(error === null ? [] : [error])].join('  ')),
  ];
}

/** `parley backup now`: asks the worker that writes backups, and waits. Throws StartError where none does, or it failed. */
export async function backupNow(settings: Settings, { json, dryRun }: ShowOptions & { readonly dryRun?: boolean }): Promise<void> {
  if (settings.backupZones === undefined) throw new StartError(OFF);
  const run = await withDatabase(settings, async (database) => {
    const { writing, lastSnapshot } = await backupOverview(database.system());
    if (dryRun) return void say(JSON.stringify({ would: 'take a snapshot', zones: settings.backupZones?.map(({ name }) => name), estimatedSeconds: lastSnapshot && Number(seconds(lastSnapshot)) }));
    if (!writing) throw new StartError('No worker writes backups at this moment: start one');
    return ended(database, await askForRun(database.system(), 'snapshot', 'operator'));
  });
  if (run === undefined) return;
  if (run.state !== 'done') throw new StartError(`The snapshot did not come to its end (${run.error ?? run.state})`);
  say(json ? JSON.stringify(run, undefined, 2) : `The snapshot is taken, in ${seconds(run)} s.`);
}

/** The run once it has ended. */
async function ended(database: Database, id: string): Promise<Run> {
  const progress = progressOf('Snapshot, in bytes of tables');
  const asked = Date.now();
  try {
    for (;;) {
      const run = await findRun(database.system(), id);
      if (!run) throw new StartError('The snapshot is not known any more');
      if (run.total !== null) progress.show(run.state === 'done' ? run.total : run.done, run.total);
      if (run.state === 'done' || run.state === 'failed') return run;
      if (run.state === 'asked' && Date.now() - asked > UNBEGUN_MS) throw new StartError('No worker has begun the snapshot; it is done when one does');
      await delay(POLL_MS);
    }
  } finally {
    progress.end();
  }
}

const seconds = ({ startedAt, endedAt }: Run): string => (((endedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0)) / 1000).toFixed(1);
