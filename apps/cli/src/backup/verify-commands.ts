import { parseVerifierKey } from '@parley/audit-log';
import { askForRun, backupOverview, confirmedBy, isSound, listedIn, openLedger, openZones, requireMendable, verifyRepository, type Confirmed, type Listed, type Verified, type VerifyFinding, ZoneBackups } from '@parley/backup';
import { backupZones, type Settings } from '@parley/kernel';
import { withDatabase } from '../database/with-database.js';
import { complain, line, say } from '../report.js';
import { StartError } from '../start-error.js';
import { endedRun } from './ended-run.js';
import { givenRecoveryKey, keyAccess } from './recovery-key.js';
import { timed } from './timed.js';
import { reportVerification } from './verify-report.js';

export interface VerifyCommandOptions {
  readonly zone?: string;
  /** It is read from stdin. */
  readonly recoveryKey?: boolean;
  readonly deep?: boolean;
  readonly repair: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

const STEPS = { reading: 'Objects of all zones, in bytes' };

/** `parley backup verify`. Throws StartError where something is not good and was not mended. */
export async function backupVerify(settings: Settings, { zone, recoveryKey: isGiven, deep, repair: wanted, json, dryRun }: VerifyCommandOptions): Promise<void> {
  const chosen = backupZones(settings).filter(({ name }) => zone === undefined || name === zone);
  if (chosen.length === 0) throw new StartError(zone === undefined ? 'PARLEY_BACKUP_ZONES is missing: it says where backups lie' : `PARLEY_BACKUP_ZONES has no zone ${zone}`);
  const { recoveryKey } = await givenRecoveryKey(isGiven);
  const zones = openZones(chosen);
  const ledger = await openLedger(zones.map((each) => each.ledger), await keyAccess(settings, recoveryKey));
  const listed = await listedIn(zones);
  const going = await timed({ zones, reader: new ZoneBackups(zones), ledger }, { command: deep === true ? 'verify-deep' : 'verify', steps: STEPS, work: { reading: listed.bytes } });
  const { estimatedSeconds } = going;
  if (dryRun) return say(json ? JSON.stringify({ ...listed, estimatedSeconds }, undefined, 2) : wouldRead(listed, estimatedSeconds));
  const repair = wanted && zones.length > 1;
  const began = new Date();
  if (repair) for (const each of zones) await requireMendable(each, ledger.repository);
  const confirmed = await confirmedByDatabase(settings);
  const seen = await verifyRepository({
    zones, keys: ledger.keys, trusted: ledger.verifierKeys.map(parseVerifierKey), mendKeys: () => mendKeys(settings), ...(confirmed && { confirmed }), ...(deep === true && { appKey: ledger.appKey }),
  }, { repair, progress: (done) => going.show({ step: 'reading', done, total: Math.max(done, listed.bytes) }) }).finally(going.end);
  const seconds = await going.record();
  const report = await reportVerification(settings, ledger, { began, zones, deep: deep === true, seen });
  say(json ? JSON.stringify({ sound: isSound(seen), ...seen, estimatedSeconds, seconds, report }, undefined, 2) : told(seen));
  if (!isSound(seen)) throw new StartError('Not everything is good, or could be mended');
}

/** By the worker that writes backups: the database knows what keys are now, copies what they were. */
async function mendKeys(settings: Settings): Promise<void> {
  try {
    const mended = await withDatabase(settings, async (database) => {
      if (!(await backupOverview(database.system())).writing) return undefined;
      return endedRun(database, await askForRun(database.system(), 'keys', 'verification'), 'Keys');
    });
    if (mended === undefined) complain('No worker writes backups at this moment: what is wrong with keys is mended when one starts');
    else if (mended.state !== 'done') complain(`The worker could not mend every zone's keys (${mended.error ?? mended.state})`);
  } catch (error) {
    complain(`Keys are not mended (${line(error)}): a worker does it when it starts`);
  }
}

/** Zones can be verified without their database, by less. */
async function confirmedByDatabase(settings: Settings): Promise<Confirmed | undefined> {
  try {
    return await withDatabase(settings, (database) => confirmedBy(database.system()));
  } catch (error) {
    complain(`The database is not asked (${line(error)}): what is gone from the end of every zone is not noticed`);
    return undefined;
  }
}

const wouldRead = ({ objects, bytes }: Listed, estimatedSeconds: number | undefined): string =>
  `${objects} objects with ${bytes} bytes would be read${estimatedSeconds === undefined ? '' : `, in some ${estimatedSeconds} s, by how long it took the last time`}.`;

const told = ({ findings, objects, bytes, unnamed }: Verified): string =>
  [
    ...findings.map(tellOne),
    `${objects} objects, ${bytes} bytes read: ${findings.length === 0 ? 'all good' : `${findings.length} not good, ${findings.filter(({ repaired }) => repaired !== undefined).length} of them mended`}.`,
    ...(unnamed > 0 ? [`${unnamed} files are newer than the last snapshot: the next verification compares them.`] : []),
  ].join('\n');

const tellOne = ({ zone, name, fault, repaired, lost }: VerifyFinding): string =>
  [zone ?? 'every zone', name, fault, ...(repaired === undefined ? [] : [`mended as ${repaired}`]), ...(lost ? ['no zone has it good'] : [])].join('  ');
