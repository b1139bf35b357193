import { auditSettings, keysFromFile, parseVerifierKey, type VerifierKey } from '@parley/audit-log';
import type { Settings } from '@parley/kernel';
import { existsSync, readFileSync } from 'node:fs';
import { StartError } from './start-error.js';

/** Public keys of the log as `--key` gives them: the key itself, or a file that holds it. Raises AuditFault for anything else. */
export const givenKeys = (given: readonly string[]): VerifierKey[] => given.map((key) => parseVerifierKey((existsSync(key) ? readFileSync(key, 'utf8') : key).trim()));

/** What a file holds that a person names. Throws StartError when it cannot be read. */
export function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StartError(`${path} cannot be read`, { cause });
  }
}

/** The public keys that are given, or else those of the key that this installation signs with and of those before it. */
export async function trustedKeys(settings: Settings, given: readonly string[]): Promise<VerifierKey[]> {
  if (given.length > 0) return givenKeys(given);
  const { keyFile, origin } = auditSettings(settings);
  const keys = await keysFromFile(keyFile, origin);
  if (keys === undefined) throw new StartError(`The key of the audit log is not there (${keyFile}): give its public key by --key`);
  return [keys.signer.key, ...keys.retired];
}
