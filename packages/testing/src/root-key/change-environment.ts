import { createRootKey } from '@parley/crypto-at-rest';
import type { Environment } from '@parley/kernel';
import { openDatabase } from '../database/open-database.js';
import type { TestDatabase } from '../database/test-database.js';
import { testRootKeyAccess, testRootKeyFile } from './root-key.js';

/** Makes a spec's database one of another environment: marked so, with a new root key that the specs' key file opens. For a database in which nothing is sealed. */
export async function changeEnvironment(database: TestDatabase, environment: Environment): Promise<void> {
  await database.query('update parley_meta set environment = $1', [environment]);
  await database.query('truncate root_keys cascade');
  const admin = openDatabase(database.adminUrl, 1);
  await createRootKey(admin.database.system(), testRootKeyAccess(testRootKeyFile(), environment), { populated: true });
  await admin.close();
  // A second recipient, without whom production does not start.
  await database.query("insert into root_key_recipients (root_key_id, provider, recipient, wrapped) select root_key_id, 'recovery', 'of a spec', wrapped from root_key_recipients");
}
