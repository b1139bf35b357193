import { areConsistent, auditSettings, followedKeys, openCheckpoint, openPlaces, proveEntry, verifyDatabase } from '@parley/audit-log';
import type { Settings } from '@parley/kernel';
import { writeFileSync } from 'node:fs';
import { report } from './audit-findings.js';
import { contentOf, trustedKeys } from './audit-keys.js';
import { withDatabase } from './database/with-database.js';
import { say } from './report.js';
import { StartError } from './start-error.js';

export interface VerifyOptions {
  /** Public keys, or files with one. */
  readonly key: readonly string[];
  readonly json?: boolean;
}

export interface ProveOptions {
  readonly key: readonly string[];
  /** The file to write; `<entry>.tlog-proof` when left out. */
  readonly output?: string;
}

/** `parley audit verify`. Throws StartError when anything was found, after it was told. */
export async function auditVerify(settings: Settings, { key, json }: VerifyOptions): Promise<void> {
  const { origin, places: names } = auditSettings(settings);
  const [given, places] = [{ origin, trusted: await trustedKeys(settings, key) }, openPlaces(names)];
  const verdict = await withDatabase(settings, async (database) => {
    const log = { origin, trusted: await followedKeys(database.system(), given, places) };
    return verifyDatabase(database.system(), log, places);
  });
  say(json ? JSON.stringify(verdict, undefined, 2) : report(verdict).join('\n'));
  if (!verdict.ok) throw new StartError('The audit log is not as it was witnessed');
}

/** `parley audit consistent`: needs the places and the public key, no database. */
export async function auditConsistent(settings: Settings, paths: readonly [string, string], { key }: { key: readonly string[] }): Promise<void> {
  const { origin, places } = auditSettings(settings);
  const trusted = await trustedKeys(settings, key);
  const [some, other] = [openCheckpoint(contentOf(paths[0]), trusted), openCheckpoint(contentOf(paths[1]), trusted)];
  const shown = await areConsistent(openPlaces(places), origin, some, other);
  if (!shown) throw new StartError('The checkpoints are not shown to be of one log: they contradict each other, or no place has the hashes up to the larger one');
  say(`The checkpoints are of one log: its first ${Math.min(some.size, other.size)} entries are the same at ${Math.max(some.size, other.size)}.`);
}

/** `parley audit prove` */
export async function auditProve(settings: Settings, entry: string, { key, output = `${entry}.tlog-proof` }: ProveOptions): Promise<void> {
  const trusted = await trustedKeys(settings, key);
  const proof = await withDatabase(settings, (database) => proveEntry(database.system(), entry, trusted));
  if (proof === 'unknown') throw new StartError('The audit log has no entry of this id');
  if (proof === 'uncovered') throw new StartError('No checkpoint covers this entry yet: try again in a minute, while Parley runs');
  writeFileSync(output, proof);
  say(output);
}
