import { operatorOn, recordAct } from '@parley/audit-log';
import { createRootKey, makeKeyFile, population, rootKeyAccess, RootKeyError } from '@parley/crypto-at-rest';
import { isWithin, type Settings } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { existsSync } from 'node:fs';
import { DataDir } from '../data-dir/data-dir.js';
import { complain } from '../report.js';
import { StartError } from '../start-error.js';

/** Tells a person what was made. */
export type Tell = (line: string) => void;

/** Makes the root key of an empty database and says so; a populated one never gets a new one by itself. Raises RootKeyError when nobody is configured to keep it. */
export async function prepareRootKey(settings: Settings, database: Database, tell: Tell): Promise<void> {
  const { rootKey, accounts, tenantKeys } = await population(database.system());
  if (rootKey) return;
  if (tenantKeys) complain('The database has sealed data but no root key: bring back its root_keys');
  else if (accounts) complain('The database has accounts but no root key: parley keys init makes it');
  else await makeRootKey(settings, database, tell).catch(allowAnothers);
}

/** Somebody who prepared the same database at the same time was first. */
function allowAnothers(error: unknown): void {
  if (!(error instanceof RootKeyError && error.code === 'root_key_present')) throw error;
}

/** Makes the root key, and its key file unless that is there, and says so. Raises RootKeyError where createRootKey does. */
export async function makeRootKey(settings: Settings, database: Database, tell: Tell, options?: { populated: boolean }): Promise<void> {
  if ((await population(database.system())).rootKey) throw new RootKeyError('root_key_present', 'The database has a root key already');
  const { rootKeyFile: file } = settings;
  const makesFile = file !== undefined && ensureKeyFile(settings, file);
  await createRootKey(database.system(), await rootKeyAccess(settings), {
    ...options,
    record: (tx, id) => recordAct(tx, operatorOn(), { action: 'rootKey:create', target: { type: 'rootKey', id } }),
  });
  tell(makesFile
    ? `The root key is made; ${file} opens it. Keep a copy of that file, apart from the database: without it nothing that is sealed opens again.`
    : 'The root key is made; the key that was there opens it.');
}

/** Makes a key file unless it is there, and answers whether it did. Raises StartError where it may not lie, RootKeyError where it cannot be made. */
export function ensureKeyFile({ env, dataDir }: Settings, file: string): boolean {
  const beside = isWithin(dataDir, file);
  if (beside && env === 'production') throw new StartError('In production the key file must lie outside PARLEY_DATA_DIR');
  if (existsSync(file)) return false;
  // The folder is marked as ours before anything lies in it.
  if (beside) DataDir.open(dataDir, env);
  makeKeyFile(file);
  return true;
}
