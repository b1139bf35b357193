import { askForRun, backupOverview, estimate, lastDrills, lastTimings, nextZone, planRestore, restoreWork, type DrillReport, type GivenDrill, type Run } from '@parley/backup';
import { backupZones, type Settings } from '@parley/kernel';
import { withDatabase } from '../database/with-database.js';
import { say } from '../report.js';
import { StartError } from '../start-error.js';
import { seconds, type ShowOptions } from './backup-commands.js';
import { endedRun } from './ended-run.js';
import { openRepository } from './open-repository.js';
import { momentOf } from './planned-restore.js';
import { reportLine } from './report-list.js';

export interface DrillOptions extends ShowOptions {
  /** Out of this one, instead of the next in turn. */
  readonly zone?: string;
  /** Instead of a random moment. */
  readonly to?: Date;
  readonly dryRun?: boolean;
}

/** `parley backup drill`: asks the worker that writes backups, and waits. Throws StartError where none does, or out of the zone the backups were not restored. */
export async function backupDrill(settings: Settings, { json, dryRun, ...given }: DrillOptions): Promise<void> {
  const planned = await plan(settings, given);
  const run = await withDatabase(settings, async (database): Promise<Run | undefined> => {
    const sql = database.system();
    if (dryRun) {
      const zone = given.zone ?? nextZone(backupZones(settings).map(({ name }) => name), (await lastDrills(sql)).last?.zone);
      return void say(json ? JSON.stringify({ zone, ...planned }, undefined, 2) : wouldLine(zone, planned));
    }
    if (!(await backupOverview(sql)).writing) throw new StartError('No worker writes backups at this moment: start one');
    const asked: GivenDrill = { zone: given.zone, to: given.to?.toISOString() };
    const isAny = asked.zone === undefined && asked.to === undefined;
    return endedRun(database, await askForRun(sql, 'drill', 'operator', isAny ? undefined : asked), 'Drill, in thousandths', planned.estimatedSeconds && planned.estimatedSeconds * 1000);
  });
  if (run === undefined) return;
  if (run.state !== 'done') throw new StartError(`No drill was done (${run.error ?? run.state}): PARLEY_BACKUP_DRILL_DATABASE_URL of the worker says where, and its log why not`);
  const report = run.result as DrillReport;
  say(json ? JSON.stringify({ ...report, estimatedSeconds: planned.estimatedSeconds, seconds: Number(seconds(run)) }, undefined, 2) : reportLine(report));
  if (report.outcome === 'failed') throw new StartError(`Out of zone ${report.zone} alone the backups were not restored`);
}

/** What a drill would do; of a random moment nothing is known but how long the last one took. */
interface Planned {
  readonly snapshot?: number;
  readonly to?: string;
  readonly segments?: number;
  readonly estimatedSeconds?: number | undefined;
}

/** Raises BackupFault `unreachable` where no copy leads to the moment that is asked for. */
async function plan(settings: Settings, { zone, to }: Pick<DrillOptions, 'zone' | 'to'>): Promise<Planned> {
  const { reader, ledger, view } = await openRepository(settings, { ...(zone !== undefined && { zone }) });
  const restore = to && (await planRestore({ reader, keys: ledger.keys, view }, { to: to.getTime() * 1000 }));
  const former = await lastTimings(reader, ledger.keys, 'drill');
  const estimatedSeconds = former && Math.round(estimate(former, restore ? restoreWork(restore) : {}) / 100) / 10;
  return { ...(restore && { snapshot: restore.snapshot.number, to: momentOf(restore), segments: restore.segments.length }), estimatedSeconds };
}

const wouldLine = (zone: string, { snapshot, to, estimatedSeconds }: Planned): string =>
  `${to === undefined ? 'A random moment' : `${to}, by snapshot ${snapshot},`} would be restored out of zone ${zone} alone${estimatedSeconds === undefined ? '' : `, in some ${estimatedSeconds} s, by how long it took the last time`}.`;
