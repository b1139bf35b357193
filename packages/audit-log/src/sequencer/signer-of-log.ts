import { ConfigError } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { AuditSettings } from '../audit-settings.js';
import { makeKeyFile } from '../checkpoint/key-file.js';
import { LogKeys } from '../checkpoint/log-keys.js';
import { errorCode } from '../error-code.js';

/**
 * Who signs this log's checkpoints, and whom it trusts. Outside production the key is made when there is none and nothing was
 * signed yet; `made` is told then. Raises ConfigError when the file cannot be used, or is missing in production or although
 * checkpoints were signed: a new key is never made in place of a lost one. Runs in the system scope.
 */
export async function signerOfLog(sql: Sql, { keyFile, origin, makesKey }: AuditSettings, made: (path: string) => void): Promise<LogKeys> {
  const found = await LogKeys.open(keyFile, origin);
  if (found !== undefined) return found;
  if ((await sql.query('select from audit_checkpoints limit 1')).length > 0) throw new ConfigError(`PARLEY_AUDIT_KEY_FILE: ${keyFile} is missing, and checkpoints were signed with the key that it held`);
  if (!makesKey) throw new ConfigError(`PARLEY_AUDIT_KEY_FILE: ${keyFile} is missing, and in production none is made by itself: parley audit key --create`);
  try {
    await makeKeyFile(keyFile);
    made(keyFile);
  } catch (error) {
    // Another worker was as new, and faster.
    if (errorCode(error) !== 'EEXIST') throw new ConfigError(`PARLEY_AUDIT_KEY_FILE: ${keyFile} cannot be made (${errorCode(error) ?? 'unknown'})`);
  }
  const signer = await LogKeys.open(keyFile, origin);
  if (signer === undefined) throw new ConfigError(`PARLEY_AUDIT_KEY_FILE: ${keyFile} is missing`);
  return signer;
}
