import { initDatabase, migrate } from '@parley/persistence';
import { MIGRATIONS } from '@parley/platform';
import { RUNTIME_ROLE, TEMPLATE } from './names.js';
import { databaseUrl, withClient } from './with-client.js';

/** Makes the template: the roles and the migrations, as `parley db init` and `parley db migrate` do. */
export async function createTemplate(superuserUrl: string): Promise<void> {
  await withClient(superuserUrl, (client) => client.query(`create database ${TEMPLATE}`));
  const adminUrl = databaseUrl(superuserUrl, TEMPLATE);
  await initDatabase(adminUrl, { runtimeRole: RUNTIME_ROLE.name, password: RUNTIME_ROLE.password, env: 'development' });
  await migrate(adminUrl, MIGRATIONS, 'development');
  await withClient(superuserUrl, (client) => client.query(`alter database ${TEMPLATE} is_template true allow_connections false`));
}
