import { operatorOn, parseVerifierKey, recordAct } from '@parley/audit-log';
import { expire, expiringStore, openLedger, openZones, recordRun, type Expired } from '@parley/backup';
import { rootKeyAccess } from '@parley/crypto-at-rest';
import { backupZones, type Settings } from '@parley/kernel';
import { isAnythingHeld } from '@parley/legal-hold';
import type { Database } from '@parley/persistence';
import { withDatabase } from '../database/with-database.js';
import { say } from '../report.js';
import { StartError } from '../start-error.js';

export interface ExpireOptions {
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** `parley backup expire`: what it removes is recorded. Throws StartError where backups are off. */
export async function backupExpire(settings: Settings, { json = false, dryRun = false }: ExpireOptions): Promise<void> {
  const places = backupZones(settings);
  if (places.length === 0) throw new StartError('PARLEY_BACKUP_ZONES is missing: it says where backups lie');
  const done = await withDatabase(settings, async (database) => {
    const zones = openZones(places);
    const { keys, verifierKeys } = await openLedger(zones.map(({ ledger }) => ledger), await rootKeyAccess(settings));
    const expiring = new Map(places.map((place) => [place.name, expiringStore(place, settings.backupExpiryProfile)]));
    const began = await clockOf(database);
    const came = await expire({
      zones, keys, repository: keys.repository, trusted: verifierKeys.map(parseVerifierKey), windowMs: settings.pitrWindowSeconds * 1000,
      now: began.getTime(), held: () => isAnythingHeld(database.system()),
      expiring: (zone) => expiring.get(zone) ?? unknown(zone),
    }, { dryRun });
    if (!dryRun) await record(database, began, came);
    return came;
  });
  say(json ? JSON.stringify({ dryRun, ...done }, undefined, 2) : lines(done, dryRun).join('\n'));
}

async function record(database: Database, began: Date, { snapshots, waiting, removed, held }: Expired): Promise<void> {
  const [objects, bytes, refused] = [sum(removed.map((each) => each.objects)), sum(removed.map((each) => each.bytes)), sum(removed.map((each) => each.refused.objects))];
  await database.system().transaction(async (tx) => {
    await recordRun(tx, 'expire', 'operator', began, { snapshots, waiting, objects, bytes, refused, held: held ?? null });
    await recordAct(tx, operatorOn(), { action: 'backup:expire', target: { type: 'backup' }, details: { snapshots, objects, bytes, refused } });
  });
}

function lines({ snapshots, since, waiting, held, removed }: Expired, dryRun: boolean): string[] {
  return [
    since === undefined ? 'There is no snapshot: everything is kept.' : `${snapshots} snapshots are kept, and any second since ${since} that they and their chains tell of.`,
    ...(held === undefined ? [] : [held === 'legal_hold' ? 'A legal hold is in force: nothing is removed.' : 'Somebody reads the backups: nothing is removed this time.']),
    ...removed.map(({ zone, objects, bytes }) => `${zone}: ${objects} objects, ${bytes} bytes ${dryRun ? 'would go' : 'are gone'}`),
    ...removed.filter(({ refused }) => refused.objects > 0).map(({ zone, refused }) => `${zone}: ${refused.objects} objects would not go, as they are locked or PARLEY_BACKUP_EXPIRY_PROFILE has no right to; the next run tries again: ${refused.names.join(', ')}`),
    ...(waiting > 0 ? [`${waiting} objects are needed no more, and go once that is so for 72 hours and a snapshot was taken since.`] : []),
  ];
}

async function clockOf(database: Database): Promise<Date> {
  const [row] = await database.system().query<{ now: Date }>('select clock_timestamp() as now');
  return row?.now ?? new Date();
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

function unknown(zone: string): never {
  throw new Error(`There is no zone ${zone}`);
}
