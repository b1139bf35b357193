import { sqlOf, withAdminLock } from './admin-client.js';
import { installJobQueue } from './job-queue.js';
import { DatabaseUnfit } from './database-unfit.js';
import { refuseOtherEnvironment } from './roles.js';
import { MIGRATIONS_TABLE, schemaState, type Migration } from './schema-state.js';

export const TOO_NEW = 'The database is newer than this version of Parley';
export const NOT_MADE = 'The database needs to be made: parley db init';

/**
 * Runs the migrations that have not run, each in a transaction, and answers their names; the job queue's own come first. Two at once run one after the other.
 * Throws DatabaseUnfit when the database is newer than this code, carries another environment, or none because nobody has made it.
 */
export async function migrate(adminUrl: string, migrations: readonly Migration[], environment: string): Promise<string[]> {
  return withAdminLock(adminUrl, async (client) => {
    const state = await schemaState(sqlOf(client), migrations);
    if (state.environment === undefined) throw new DatabaseUnfit(NOT_MADE);
    refuseOtherEnvironment(state.environment, environment);
    if (state.tooNew) throw new DatabaseUnfit(TOO_NEW);
    await installJobQueue(adminUrl, client);
    if (state.pending.length === 0) return [];
    // Loaded late: only an administrator runs migrations, and this library costs every process a fifth of a second.
    const { DataSource } = await import('typeorm');
    const dataSource = new DataSource({
      type: 'postgres', url: adminUrl, applicationName: 'parley migrations', logging: false,
      migrations: [...migrations], migrationsTableName: MIGRATIONS_TABLE, migrationsTransactionMode: 'each',
    });
    await dataSource.initialize();
    try {
      return (await dataSource.runMigrations()).map(({ name }) => name);
    } finally {
      await dataSource.destroy();
    }
  });
}
