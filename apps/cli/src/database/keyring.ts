import { openKeyring, openRootKeys, rootKeyAccess, type Keyring, type Keys } from '@parley/crypto-at-rest';
import { isS3Url, isWithin, type Settings } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { DataDir } from '../data-dir/data-dir.js';

/** The keys of a database, for a command: it does not wait for them. Raises RootKeyError, and ConfigError about the key store. */
export const keyringOf = async (settings: Settings, database: Database): Promise<Keyring> => (await keysOf(settings, database)).keyring;

/** The same, for a command that destroys keys or wraps them anew. */
export async function keysOf(settings: Settings, database: Database): Promise<Keys> {
  const roots = await openRootKeys(database.system(), await rootKeyAccess(settings));
  // The folder is marked as ours before anything lies in it.
  if (settings.keyStore !== undefined && !isS3Url(settings.keyStore) && isWithin(settings.dataDir, settings.keyStore)) DataDir.open(settings.dataDir, settings.env);
  return openKeyring(settings, roots);
}
