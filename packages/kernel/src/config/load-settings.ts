import { join } from 'node:path';
import { CATALOGUE, type Setting } from './catalogue.js';
import { closest } from './closest.js';
import { ConfigError } from './config-error.js';
import type { Variables } from './database-host.js';
import { WrongValue } from './parsers.js';
import { checkListener, checkTogether } from './rules.js';
import type { Settings } from './settings.js';

function read<Key extends keyof Settings>(setting: Setting<Key>, env: Variables): NonNullable<Settings[Key]> | undefined {
  const given = env[setting.name];
  const text = given === undefined || (given === '' && !setting.emptyCounts) ? setting.fallback : given;
  if (text === undefined) return undefined;
  try {
    return setting.parse(text.trim());
  } catch (error) {
    if (error instanceof WrongValue) throw new ConfigError(`${setting.name} ${error.message}`);
    throw error;
  }
}

function refuseUnknown(env: Variables): void {
  const known = Object.values(CATALOGUE).map(({ name }) => name);
  const unknown = Object.keys(env).find((name) => name.startsWith('PARLEY_') && !known.includes(name));
  if (unknown !== undefined) throw new ConfigError(`${unknown} is not a setting; the closest is ${closest(unknown, known)}`);
}

/** Where nobody chose where keys rest and who wraps the root key, a directory and a file beside the data do; in production somebody must have chosen. */
const keysOf = ({ env, dataDir, kmsKey, pkcs11Module }: Settings): Partial<Settings> =>
  env === 'production' ? {} : { ...(kmsKey === undefined && pkcs11Module === undefined && { rootKeyFile: join(dataDir, 'root.key') }), keyStore: join(dataDir, 'key-store') };

/** What lies in the data directory unless it was put elsewhere. Attachments and the spool are sealed: they may be copied with it. */
const placesOf = (settings: Settings): Partial<Settings> => ({
  ...keysOf(settings), attachmentStore: join(settings.dataDir, 'attachments'), backupSpool: join(settings.dataDir, 'backup-spool'),
});

/**
 * Reads every setting from the environment's variables.
 * Throws ConfigError, one line that names the variable, for a wrong value, an unknown `PARLEY_` variable or a broken rule.
 * A process that does not listen for the API's callers says `listens: false` and is spared the rules about listeners.
 */
export function loadSettings(env: Variables, { listens = true }: { listens?: boolean } = {}): Settings {
  refuseUnknown(env);
  const keys = Object.keys(CATALOGUE) as (keyof Settings)[];
  const entries = keys.map((key) => [key, read(CATALOGUE[key], env)] as const);
  const settings = Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as unknown as Settings;
  const withDefaults = { ...placesOf(settings), ...settings };
  checkTogether(withDefaults, env);
  if (listens) checkListener(withDefaults);
  return withDefaults;
}
