import { openKeyring, openRootKeys, RenewedRootKeys, rootKeyAccess, type Keyring, type Keys, type OpenRootKeys, type RootKeySource } from '@parley/crypto-at-rest';
import { isS3Url, isWithin, type Settings } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { DataDir } from '../data-dir/data-dir.js';
import { complain } from '../report.js';

/** The keys of a database, for a command: it does not wait for them. Raises RootKeyError, and ConfigError about the key store. */
export const keyringOf = async (settings: Settings, database: Database): Promise<Keyring> => (await keysOf(settings, database)).keyring;

/** The same, for a command that destroys keys or wraps them anew. */
export async function keysOf(settings: Settings, database: Database): Promise<Keys> {
  return keysUnder(settings, await rootsOf(settings, database));
}

/** The same, for a command that may run for hours, also while the root key is rotated. `close` when it has ended. */
export async function renewedKeysOf(settings: Settings, database: Database): Promise<{ readonly keys: Keys; readonly close: () => void }> {
  const open = (): Promise<OpenRootKeys> => rootsOf(settings, database);
  const roots = new RenewedRootKeys(await open(), { open, ttlMs: settings.keyCacheSeconds * 1000, log: complain });
  try {
    return { keys: await keysUnder(settings, roots), close: () => roots.onApplicationShutdown() };
  } catch (error) {
    roots.onApplicationShutdown();
    throw error;
  }
}

const rootsOf = async (settings: Settings, database: Database): Promise<OpenRootKeys> => openRootKeys(database.system(), await rootKeyAccess(settings));

function keysUnder(settings: Settings, roots: RootKeySource): Promise<Keys> {
  // The folder is marked as ours before anything lies in it.
  if (settings.keyStore !== undefined && !isS3Url(settings.keyStore) && isWithin(settings.dataDir, settings.keyStore)) DataDir.open(settings.dataDir, settings.env);
  return openKeyring(settings, roots);
}
