import { askForRun, backupOverview, type BackupOverview, type Run } from '@parley/backup';
import type { Settings } from '@parley/kernel';
import { withDatabase } from '../database/with-database.js';
import { say } from '../report.js';
import { StartError } from '../start-error.js';
import { endedRun } from './ended-run.js';

export interface ShowOptions {
  readonly json?: boolean;
}

const OFF = 'Backups are off: PARLEY_BACKUP_ZONES switches them on';

/** `parley backup status` */
export async function backupStatus(settings: Settings, { json }: ShowOptions): Promise<void> {
  const on = settings.backupZones !== undefined;
  const overview = await withDatabase(settings, (database) => backupOverview(database.system(), settings.backupZones?.map(({ name }) => name)));
  if (json) say(JSON.stringify({ on, ...overview }, undefined, 2));
  else say([...(on ? [] : [`${OFF}.`]), ...lines(overview)].join('\n'));
}

function lines({ zones, chain, snapshotsOnly, lastSnapshot, lastExpiry, writing }: BackupOverview): string[] {
  return [
    ...(snapshotsOnly ? ['The server lets no changes be read: there are snapshots only, and what is committed after the last one is in no zone (parley db migrate says what is missing).'] : []),
    chain === undefined ? 'No chain is being written.' : `Chain ${chain.id} since ${chain.startedAt.toISOString()}${writing ? '' : '; no worker writes it at this moment'}`,
    lastSnapshot === undefined ? 'There is no snapshot yet.' : `Last snapshot of ${lastSnapshot.askedAt.toISOString()}, ${seconds(lastSnapshot)} s`,
    lastExpiry === undefined ? 'Nothing was removed out of the zones lately: parley backup expire does.' : `What nothing needs was last removed at ${lastExpiry.askedAt.toISOString()}${refusedOf(lastExpiry)}`,
    ...zones.map(({ zone, lagSeconds, error }) => [zone, lagSeconds === undefined ? 'nothing yet' : `${lagSeconds.toFixed(1)} s behind`, ...(error === null ? [] : [error])].join('  ')),
  ];
}

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

/** What locks or missing rights kept. */
function refusedOf({ result }: Run): string {
  const { refused = 0 } = (result ?? {}) as { readonly refused?: number };
  return refused === 0 ? '' : `, partly: ${refused} objects would not go`;
}

const seconds = ({ startedAt, endedAt }: Run): string => (((endedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0)) / 1000).toFixed(1);
