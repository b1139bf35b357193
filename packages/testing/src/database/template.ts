import { initBackupRole } from '@parley/backup';
import { createRootKey, openRootKeys, type RootKey } from '@parley/crypto-at-rest';
import { initDatabase, migrate } from '@parley/persistence';
import { MIGRATIONS, readBaseline } from '@parley/platform/migrations';
import { BACKUP_ROLE, RUNTIME_ROLE, TEMPLATE } from './names.js';
import { testRootKeyAccess } from '../root-key/root-key.js';
import { RECORD_EVENTS } from '../emitted/record-events.js';
import { openDatabase } from './open-database.js';
import { databaseUrl, withClient } from './with-client.js';

/** Makes the template: the roles, the migrations and the root key, as `parley db init` and `parley db migrate` do, and the record of what is emitted. Answers that key. */
export async function createTemplate(superuserUrl: string, rootKeyFile: string): Promise<RootKey> {
  await withClient(superuserUrl, (client) => client.query(`create database ${TEMPLATE}`));
  const adminUrl = databaseUrl(superuserUrl, TEMPLATE);
  await initDatabase(adminUrl, { runtimeRole: RUNTIME_ROLE.name, password: RUNTIME_ROLE.password, env: 'development' });
  await initBackupRole(adminUrl, { ...BACKUP_ROLE, runtimeRole: RUNTIME_ROLE.name });
  await migrate(adminUrl, MIGRATIONS, 'development', { baseline: readBaseline() });
  const admin = openDatabase(adminUrl, 1);
  await createRootKey(admin.database.system(), testRootKeyAccess(rootKeyFile));
  const keys = await openRootKeys(admin.database.system(), testRootKeyAccess(rootKeyFile));
  await admin.close();
  await withClient(adminUrl, (client) => client.query(RECORD_EVENTS));
  await withClient(superuserUrl, (client) => client.query(`alter database ${TEMPLATE} is_template true allow_connections false`));
  return keys.current();
}
