import { areConsistent, auditSettings, DirectoryPlace, formatVerifierKey, makeKeyFile, openCheckpoint, proveEntry, verifyDatabase } from '@parley/audit-log';
import type { Settings } from '@parley/kernel';
import { existsSync, writeFileSync } from 'node:fs';
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

/** Makes the key of a log that nothing was signed in yet. Throws StartError otherwise: a new key would make another log. */
async function createKey(settings: Settings): Promise<void> {
  const { keyFile, places } = auditSettings(settings);
  for (const path of places) {
    if ((await new DirectoryPlace(path).list('')).length > 0) throw new StartError(`${path} has checkpoints of this log already: put the key back that signed them (PARLEY_AUDIT_KEY_FILE)`);
  }
  if (existsSync(keyFile)) throw new StartError(`${keyFile} is there already: PARLEY_AUDIT_KEY_FILE`);
  await makeKeyFile(keyFile);
}

/** `parley audit key` */
export async function auditKey(settings: Settings, { create }: { create?: boolean }): Promise<void> {
  if (create) await createKey(settings);
  for (const key of await trustedKeys(settings, [])) say(formatVerifierKey(key));
}

/** `parley audit verify`. Throws StartError when anything was found, after it was told. */
export async function auditVerify(settings: Settings, { key, json }: VerifyOptions): Promise<void> {
  const { origin, places } = auditSettings(settings);
  const log = { origin, trusted: await trustedKeys(settings, key) };
  const verdict = await withDatabase(settings, (database) => verifyDatabase(database.system(), log, places.map((path) => new DirectoryPlace(path))));
  say(json ? JSON.stringify(verdict, undefined, 2) : report(verdict).join('\n'));
  if (!verdict.ok) throw new StartError('The audit log is not as it was witnessed');
}

/** `parley audit consistent`: needs the places and the public key, no database. */
export async function auditConsistent(settings: Settings, paths: readonly [string, string], { key }: { key: readonly string[] }): Promise<void> {
  const { origin, places } = auditSettings(settings);
  const trusted = await trustedKeys(settings, key);
  const [some, other] = [openCheckpoint(contentOf(paths[0]), trusted), openCheckpoint(contentOf(paths[1]), trusted)];
  const shown = await areConsistent(places.map((path) => new DirectoryPlace(path)), origin, some, other);
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
