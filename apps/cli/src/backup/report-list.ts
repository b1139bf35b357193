import { parseVerifierKey } from '@parley/audit-log';
import { listReports, type ListedReport, type Report } from '@parley/backup';
import type { Settings } from '@parley/kernel';
import { say } from '../report.js';
import type { ShowOptions } from './backup-commands.js';
import { openRepository } from './open-repository.js';

/** `parley backup drills` and `parley backup verifications`: signed reports, as the zones have them. Needs no database. */
export async function backupReports(settings: Settings, kind: Report['kind'], { json, zone }: ShowOptions & { readonly zone?: string }): Promise<void> {
  const { reader, ledger } = await openRepository(settings, { ...(zone !== undefined && { zone }) });
  const reports = await listReports(reader, ledger.keys, ledger.verifierKeys.map(parseVerifierKey), kind);
  if (json) say(JSON.stringify(reports, undefined, 2));
  else say(reports.length === 0 ? `There is no report of a ${kind === 'drill' ? 'drill' : 'verification'}.` : reports.map(reportLine).join('\n'));
}

/** A report in one line. */
export function reportLine(report: ListedReport): string {
  if ('bad' in report) return `${report.name}  is in no zone as it was signed: ${report.bad}`;
  if (report.kind === 'verify') {
    const { at, zones, outcome, objects, bytes, found, repaired, deep } = report;
    return `${at}  ${zones.join(', ')}  ${outcome}  ${objects} objects, ${bytes} bytes read${deep ? ', frames opened' : ''}: ${found} not good, ${repaired} of them mended`;
  }
  const { at, zone, outcome, findings, fault } = report;
  if (!findings) return `${at}  ${zone}  ${outcome}  ${fault?.code}: ${fault?.line}`;
  const { snapshot, to, rtoSeconds, checks } = findings;
  return `${at}  ${zone}  ${outcome}  snapshot ${snapshot} to ${to} in ${rtoSeconds.toFixed(1)} s: ${checks.rows} rows of ${checks.tables} tables, ${checks.transactions} transactions, ${checks.messages} messages opened, ${checks.triedErased ?? 0} erased conversations tried in vain`;
}
