import { auditSettings, formatVerifierKey, makeKeyFile, openPlaces, operatorOn, rotateKey } from '@parley/audit-log';
import type { Settings } from '@parley/kernel';
import { existsSync } from 'node:fs';
import { trustedKeys } from './audit-keys.js';
import { withDatabase } from './database/with-database.js';
import { say } from './report.js';
import { StartError } from './start-error.js';

/** Makes the key of a log that nothing was signed in yet. Throws StartError otherwise: a new key would make another log. */
async function createKey(settings: Settings): Promise<void> {
  const { keyFile, places } = auditSettings(settings);
  for (const place of openPlaces(places)) {
    if ((await place.list('')).length > 0) throw new StartError(`${place.name} has checkpoints of this log already: put the key back that signed them (PARLEY_AUDIT_KEY_FILE)`);
  }
  if (existsSync(keyFile)) throw new StartError(`${keyFile} is there already: PARLEY_AUDIT_KEY_FILE`);
  await makeKeyFile(keyFile);
}

async function rotate(settings: Settings): Promise<void> {
  const { keyFile, origin, places } = auditSettings(settings);
  await withDatabase(settings, (database) => rotateKey(database.system(), { keyFile, origin, places: openPlaces(places), by: operatorOn() }));
}

/** `parley audit key`: shows the public keys, the one that signs first. */
export async function auditKey(settings: Settings, options: { create?: boolean; rotate?: boolean }): Promise<void> {
  if (options.create && options.rotate) throw new StartError('Either --create or --rotate');
  if (options.create) await createKey(settings);
  if (options.rotate) await rotate(settings);
  for (const key of await trustedKeys(settings, [])) say(formatVerifierKey(key));
}
