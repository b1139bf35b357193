import { alarmFacts, alarmsOf, backupStanding, type Alarm, type AlarmLimits, type BackupOverview, type BackupStanding, type LastDrills, type Run } from '@parley/backup';
import type { Settings } from '@parley/kernel';
import { withDatabase } from '../database/with-database.js';
import { say } from '../report.js';
import { OFF, seconds, type ShowOptions } from './backup-commands.js';

/** `parley backup status`: how backups stand, as the database knows. */
export async function backupStatus(settings: Settings, { json }: ShowOptions): Promise<void> {
  const on = settings.backupZones !== undefined;
  const standing = await withDatabase(settings, (database) => backupStanding(database.system(), settings.backupZones?.map(({ name }) => name)));
  const { overview, drills, lostSecrets } = standing;
  const alarms = on ? alarmsOf(limitsOf(settings, drills), alarmFacts(standing), new Date()) : [];
  if (json) say(JSON.stringify({ on, ...overview, drills, lostSecrets, alarms }, undefined, 2));
  else say([...(on ? [] : [`${OFF}.`]), ...lines(overview), ...drillLines(standing), ...lostLines(standing), ...alarms.map(alarmLine)].join('\n'));
}

/** Who asks may not have the worker's settings: the embedded database has a role for drills, and where one was done they are done. */
function limitsOf({ backupScheduleSeconds, backupDrillSeconds, backupDrillDatabaseUrl, databaseUrl }: Settings, { last }: LastDrills): AlarmLimits {
  const drills = backupDrillSeconds > 0 && (backupDrillDatabaseUrl !== undefined || databaseUrl === undefined || last !== undefined);
  return { snapshotEverySeconds: backupScheduleSeconds, ...(drills && { drillEverySeconds: backupDrillSeconds }) };
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

function drillLines({ drills: { last, good, notCarriedOut } }: BackupStanding): string[] {
  const lacking = notCarriedOut ? [`The drill of ${notCarriedOut.at.toISOString()} could not be carried out (${notCarriedOut.code}), which says nothing about the backups: the worker's log says why.`] : [];
  if (last === undefined) return [...lacking, 'Nothing was restored for practice yet.'];
  return [
    ...lacking,
    ...(last.outcome === 'failed' ? [`The drill of ${last.at.toISOString()} out of zone ${last.zone} failed: parley backup drills says of what.`] : []),
    good === undefined ? 'No drill has restored the backups yet.' : `Last good drill of ${good.at.toISOString()} out of zone ${good.zone}: a database in ${good.rtoSeconds.toFixed(1)} s`,
  ];
}

const lostLines = ({ lostSecrets }: BackupStanding): string[] =>
  lostSecrets === 0 ? [] : [`The key store lacks ${lostSecrets} of the objects that the database names, or has an earlier state of them: zones keep theirs.`];

const alarmLine = ({ rule, zone }: Alarm): string => `Alarm: ${rule}${zone === undefined ? '' : ` ${zone}`}`;

/** What locks or missing rights kept, and zones that did not answer any more. */
function refusedOf({ result }: Run): string {
  const { refused = 0, stopped = 0 } = (result ?? {}) as { readonly refused?: number; readonly stopped?: number };
  const kept = [...(refused === 0 ? [] : [`${refused} objects would not go`]), ...(stopped === 0 ? [] : [`${stopped} zones did not answer any more`])];
  return kept.length === 0 ? '' : `, partly: ${kept.join(', ')}`;
}
