import { parseVerifierKey } from '@parley/audit-log';
import { askForRun, backupOverview, listReports, type DrillReport, type ListedReport, type Run } from '@parley/backup';
import type { Settings } from '@parley/kernel';
import { withDatabase } from '../database/with-database.js';
import { say } from '../report.js';
import { StartError } from '../start-error.js';
import type { ShowOptions } from './backup-commands.js';
import { endedRun } from './ended-run.js';
import { openRepository } from './open-repository.js';

/** `parley backup drill`: asks the worker that writes backups, and waits. Throws StartError where none does, or out of the zone the backups were not restored. */
export async function backupDrill(settings: Settings, { json }: ShowOptions): Promise<void> {
  const run = await withDatabase(settings, async (database): Promise<Run> => {
    if (!(await backupOverview(database.system())).writing) throw new StartError('No worker writes backups at this moment: start one');
    return endedRun(database, await askForRun(database.system(), 'drill', 'operator'), 'Drill, in thousandths');
  });
  if (run.state !== 'done') throw new StartError(`No drill was done (${run.error ?? run.state}): PARLEY_BACKUP_DRILL_DATABASE_URL of the worker says where, and its log why not`);
  const report = run.result as DrillReport;
  say(json ? JSON.stringify(report, undefined, 2) : lineOf(report));
  if (report.outcome === 'failed') throw new StartError(`Out of zone ${report.zone} alone the backups were not restored`);
}

/** `parley backup drills`: signed reports, as the zones have them. Needs no database. */
export async function backupDrills(settings: Settings, { json, zone }: ShowOptions & { readonly zone?: string }): Promise<void> {
  const { reader, ledger } = await openRepository(settings, { ...(zone !== undefined && { zone }) });
  const reports = await listReports(reader, ledger.keys, ledger.verifierKeys.map(parseVerifierKey));
  if (json) say(JSON.stringify(reports, undefined, 2));
  else say(reports.length === 0 ? 'There is no report of a drill.' : reports.map(lineOf).join('\n'));
}

function lineOf(report: ListedReport): string {
  if ('bad' in report) return `${report.name}  is in no zone as it was signed: ${report.bad}`;
  const { at, zone, outcome, findings, fault } = report;
  if (!findings) return `${at}  ${zone}  ${outcome}  ${fault?.code}: ${fault?.line}`;
  const { snapshot, to, rtoSeconds, checks } = findings;
  return `${at}  ${zone}  ${outcome}  snapshot ${snapshot} to ${to} in ${rtoSeconds.toFixed(1)} s: ${checks.rows} rows of ${checks.tables} tables, ${checks.transactions} transactions, ${checks.messages} messages opened`;
}
