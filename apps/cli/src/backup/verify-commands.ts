import { parseVerifierKey } from '@parley/audit-log';
import { askForRun, backupOverview, confirmedBy, isSound, openLedger, openZones, requireMendable, verifyRepository, type Confirmed, type Verified, type VerifyFinding } from '@parley/backup';
import { rootKeyAccess } from '@parley/crypto-at-rest';
import { backupZones, type Settings } from '@parley/kernel';
import { withDatabase } from '../database/with-database.js';
import { progressOf } from '../progress.js';
import { complain, line, say } from '../report.js';
import { StartError } from '../start-error.js';
import { endedRun } from './ended-run.js';

export interface VerifyCommandOptions {
  readonly zone?: string;
  readonly deep?: boolean;
  readonly repair: boolean;
  readonly json?: boolean;
}

/** `parley backup verify`. Throws StartError where something is not good and was not mended. */
export async function backupVerify(settings: Settings, { zone, deep, repair: wanted, json }: VerifyCommandOptions): Promise<void> {
  const chosen = backupZones(settings).filter(({ name }) => zone === undefined || name === zone);
  if (chosen.length === 0) throw new StartError(zone === undefined ? 'PARLEY_BACKUP_ZONES is missing: it says where backups lie' : `PARLEY_BACKUP_ZONES has no zone ${zone}`);
  const zones = openZones(chosen);
  const ledger = await openLedger(zones.map((each) => each.ledger), await rootKeyAccess(settings));
  const repair = wanted && zones.length > 1;
  if (repair) for (const each of zones) await requireMendable(each, ledger.repository);
  const confirmed = await confirmedByDatabase(settings);
  const progress = progressOf('Objects of all zones, in bytes');
  const seen = await verifyRepository({
    zones, keys: ledger.keys, trusted: ledger.verifierKeys.map(parseVerifierKey), mendKeys: () => mendKeys(settings), ...(confirmed && { confirmed }), ...(deep === true && { appKey: ledger.appKey }),
  }, { repair, progress: (done, total) => progress.show(done, total) }).finally(() => progress.end());
  say(json ? JSON.stringify({ sound: isSound(seen), ...seen }, undefined, 2) : told(seen));
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

const told = ({ findings, objects, bytes, unnamed }: Verified): string =>
  [
    ...findings.map(tellOne),
    `${objects} objects, ${bytes} bytes read: ${findings.length === 0 ? 'all good' : `${findings.length} not good, ${findings.filter(({ repaired }) => repaired !== undefined).length} of them mended`}.`,
    ...(unnamed > 0 ? [`${unnamed} files are newer than the last snapshot: the next verification compares them.`] : []),
  ].join('\n');

const tellOne = ({ zone, name, fault, repaired, lost }: VerifyFinding): string =>
  [zone ?? 'every zone', name, fault, ...(repaired === undefined ? [] : [`mended as ${repaired}`]), ...(lost ? ['no zone has it good'] : [])].join('  ');
