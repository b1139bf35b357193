import { auditSettings, LogKeys } from '@parley/audit-log';
import { createEverywhere, encodeReport, isSound, reportName, type OpenLedger, type Verified, type VerifyReport, type Zone } from '@parley/backup';
import type { Settings } from '@parley/kernel';
import { complain } from '../report.js';

/** Findings that are written down; all are counted. */
const TOLD = 20;

/** A verification that has ended. */
export interface Verification {
  readonly began: Date;
  readonly zones: readonly Zone[];
  readonly deep: boolean;
  readonly seen: Verified;
}

/** Signs what came of it and brings that into each zone that can be written; answers its name. Without the audit log's key there is nobody to sign: that is told of, and nothing else fails. */
export async function reportVerification(settings: Settings, { keys }: Pick<OpenLedger, 'keys'>, verification: Verification): Promise<string | undefined> {
  const { keyFile, origin } = auditSettings(settings);
  const signer = await LogKeys.open(keyFile, origin);
  if (signer === undefined) {
    complain(`No report is written: the key of the audit log, which signs it, is not at ${keyFile}`);
    return undefined;
  }
  const report = reportOf(verification);
  const name = reportName(report);
  const written = await createEverywhere(verification.zones, name, await encodeReport(keys, signer, report));
  if (written === 0) complain('No zone takes the report');
  return written === 0 ? undefined : name;
}

function reportOf({ began, zones, deep, seen }: Verification): VerifyReport {
  const { findings, objects, bytes, unnamed } = seen;
  return {
    v: 1, kind: 'verify', at: began.toISOString(), zones: zones.map(({ name }) => name), deep, outcome: isSound(seen) ? 'good' : 'failed', objects, bytes, unnamed,
    found: findings.length, repaired: findings.filter(({ repaired }) => repaired !== undefined).length, lost: findings.filter(({ lost }) => lost).length, findings: findings.slice(0, TOLD),
  };
}
