import { operatorOn, parseVerifierKey, recordAct } from '@parley/audit-log';
import { expire, expiringStore, openLedger, openZones, recordRun, ZoneBackups, type Expired } from '@parley/backup';
import { rootKeyAccess } from '@parley/crypto-at-rest';
import { backupZones, type Settings } from '@parley/kernel';
import { isAnythingHeld } from '@parley/legal-hold';
import type { Database } from '@parley/persistence';
import { withDatabase } from '../database/with-database.js';
import { say } from '../report.js';
import { StartError } from '../start-error.js';
import { keptBy } from './expire-outcome.js';
import { timed } from './timed.js';

export interface ExpireOptions {
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

const STEPS = { reading: 'Manifests', marking: 'Snapshots that are kept', listing: 'Lists of all zones', removing: 'Objects that go' };

/** `parley backup expire`: what it removes is recorded. Throws StartError where backups are off, or a zone kept what was to go. */
export async function backupExpire(settings: Settings, { json = false, dryRun = false }: ExpireOptions): Promise<void> {
  const places = backupZones(settings);
  if (places.length === 0) throw new StartError('PARLEY_BACKUP_ZONES is missing: it says where backups lie');
  const done = await withDatabase(settings, async (database) => {
    const zones = openZones(places);
    const ledger = await openLedger(zones.map((zone) => zone.ledger), await rootKeyAccess(settings));
    const going = await timed({ zones, reader: new ZoneBackups(zones), ledger }, { command: 'expire', steps: STEPS, work: {}, begins: 'reading' });
    const expiring = new Map(places.map((place) => [place.name, expiringStore(place, settings.backupExpiryProfile)]));
    const began = await clockOf(database);
    const came = await expire({
      zones, keys: ledger.keys, repository: ledger.repository, trusted: ledger.verifierKeys.map(parseVerifierKey), windowMs: settings.pitrWindowSeconds * 1000,
      now: began.getTime(), held: () => isAnythingHeld(database.system()),
      expiring: (zone) => expiring.get(zone) ?? unknown(zone),
    }, { dryRun, progress: going.show }).finally(going.end);
    if (dryRun) return { ...came, estimatedSeconds: going.estimateOf({ removing: objectsOf(came) }) };
    await record(database, began, came);
    // What was not done to its end is no measure.
    const whole = came.held === undefined && keptBy(came.removed) === undefined;
    return { ...came, estimatedSeconds: going.estimatedSeconds, ...(whole && { seconds: await going.record() }) };
  });
  say(json ? JSON.stringify({ dryRun, ...done }, undefined, 2) : lines(done, dryRun).join('\n'));
  const kept = keptBy(done.removed);
  if (kept !== undefined) throw new StartError(kept);
}

const objectsOf = ({ removed }: Pick<Expired, 'removed'>): number => sum(removed.map((each) => each.objects));

async function record(database: Database, began: Date, { snapshots, waiting, removed, held }: Expired): Promise<void> {
  const [objects, bytes, refused, stopped] = [objectsOf({ removed }), sum(removed.map((each) => each.bytes)), sum(removed.map((each) => each.refused.objects)), removed.filter((each) => each.stopped !== undefined).length];
  await database.system().transaction(async (tx) => {
    await recordRun(tx, 'expire', 'operator', began, { snapshots, waiting, objects, bytes, refused, stopped, held: held ?? null });
    await recordAct(tx, operatorOn(), { action: 'backup:expire', target: { type: 'backup' }, details: { snapshots, objects, bytes, refused } });
  });
}

interface Came extends Expired {
  readonly estimatedSeconds: number | undefined;
}

function lines({ snapshots, since, waiting, held, removed, estimatedSeconds }: Came, dryRun: boolean): string[] {
  return [
    since === undefined ? 'There is no snapshot: everything is kept.' : `${snapshots} snapshots are kept, and any second since ${since} that they and their chains tell of.`,
    ...(held === undefined ? [] : [held === 'legal_hold' ? 'A legal hold is in force: nothing is removed.' : 'Somebody reads the backups: nothing is removed this time.']),
    ...removed.map(({ zone, objects, bytes }) => `${zone}: ${objects} objects, ${bytes} bytes ${dryRun ? 'would go' : 'are gone'}`),
    ...(waiting > 0 ? [`${waiting} objects are needed no more, and go once that is so for 72 hours and a snapshot was taken since.`] : []),
    ...(dryRun && estimatedSeconds !== undefined ? [`That takes some ${estimatedSeconds} s, by how long it took the last time.`] : []),
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
