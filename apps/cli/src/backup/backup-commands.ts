import { askForRun, backupOverview, type Run } from '@parley/backup';
import type { Settings } from '@parley/kernel';
import { withDatabase } from '../database/with-database.js';
import { say } from '../report.js';
import { StartError } from '../start-error.js';
import { endedRun } from './ended-run.js';

export interface ShowOptions {
  readonly json?: boolean;
}

export const OFF = 'Backups are off: PARLEY_BACKUP_ZONES switches them on';

/** `parley backup now`: asks the worker that writes backups, and waits. Throws StartError where none does, or it failed. */
export async function backupNow(settings: Settings, { json, dryRun }: ShowOptions & { readonly dryRun?: boolean }): Promise<void> {
  if (settings.backupZones === undefined) throw new StartError(OFF);
  let estimatedSeconds: number | undefined;
  const run = await withDatabase(settings, async (database) => {
    const { writing, lastSnapshot } = await backupOverview(database.system());
    estimatedSeconds = lastSnapshot && Number(seconds(lastSnapshot));
    if (dryRun) return void say(JSON.stringify({ would: 'take a snapshot', zones: settings.backupZones?.map(({ name }) => name), estimatedSeconds }));
    if (!writing) throw new StartError('No worker writes backups at this moment: start one');
    return endedRun(database, await askForRun(database.system(), 'snapshot', 'operator'), 'Snapshot, in bytes of tables', estimatedSeconds && estimatedSeconds * 1000);
  });
  if (run === undefined) return;
  if (run.state !== 'done') throw new StartError(`The snapshot did not come to its end (${run.error ?? run.state})`);
  say(json ? JSON.stringify({ ...run, estimatedSeconds }, undefined, 2) : `The snapshot is taken, in ${seconds(run)} s.`);
}

/** How long a run took. */
export const seconds = ({ startedAt, endedAt }: Run): string => (((endedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0)) / 1000).toFixed(1);
