import { sqlOf, withAdminLock } from './admin-client.js';
import { applyBaseline, type Baseline } from './baseline.js';
import { installJobQueue } from './job-queue.js';
import { marked } from './backups/schema-marker.js';
import { DatabaseUnfit } from './database-unfit.js';
import { refuseOtherEnvironment } from './roles.js';
import { MIGRATIONS_TABLE, schemaState, type Migration } from './schema-state.js';

export const TOO_NEW = 'The database is newer than this version of Parley';
export const NOT_MADE = 'The database needs to be made: parley db init';

/** What SQL alone cannot do between two migrations, such as sealing. */
export interface Conversion {
  /** The migrations that want it done. All others run before these, whatever their number: the code that converts knows what they add. */
  readonly before: readonly string[];
  /** Done when some of these have not run, under the administrators' lock; may be repeated. Is told all migrations that have not run. */
  readonly work: (pending: readonly string[]) => Promise<void>;
}

/** What else migrations are run with. */
export interface MigrateOptions {
  readonly conversion?: Conversion;
  /** Taken where no migration has run yet and all that it stands for are asked for. */
  readonly baseline?: Baseline;
}

/**
 * Runs the migrations that have not run, each in a transaction, and answers their names; the job queue's own come first. Two at once run one after the other.
 * Throws DatabaseUnfit when the database is newer than this code, carries another environment, or none because nobody has made it.
 */
export async function migrate(adminUrl: string, migrations: readonly Migration[], environment: string, { conversion, baseline }: MigrateOptions = {}): Promise<string[]> {
  return withAdminLock(adminUrl, async (client) => {
    const state = await schemaState(sqlOf(client), migrations);
    if (state.environment === undefined) throw new DatabaseUnfit(NOT_MADE);
    refuseOtherEnvironment(state.environment, environment);
    if (state.tooNew) throw new DatabaseUnfit(TOO_NEW);
    await installJobQueue(adminUrl, client);
    const made = state.isEmpty && baseline?.migrations.every((name) => state.pending.includes(name)) ? baseline : undefined;
    if (made) await applyBaseline(client, made);
    const pending = state.pending.filter((name) => !made?.migrations.includes(name));
    return [...(made?.migrations ?? []), ...(await runPending(adminUrl, migrations, pending, conversion))];
  });
}

async function runPending(adminUrl: string, migrations: readonly Migration[], pending: readonly string[], conversion: Conversion | undefined): Promise<string[]> {
  if (!conversion?.before.some((name) => pending.includes(name))) return run(adminUrl, migrations, pending);
  const expanded = await run(adminUrl, migrations.filter(({ name }) => !conversion.before.includes(name)), pending);
  await conversion.work(pending);
  return [...expanded, ...(await run(adminUrl, migrations, pending))];
}

async function run(adminUrl: string, migrations: readonly Migration[], pending: readonly string[]): Promise<string[]> {
  if (!migrations.some(({ name }) => pending.includes(name))) return [];
  // Loaded late: only an administrator runs migrations, and this library costs every process a fifth of a second.
  const { DataSource } = await import('typeorm');
  const dataSource = new DataSource({
    type: 'postgres', url: adminUrl, applicationName: 'parley migrations', logging: false,
    migrations: migrations.map(marked), migrationsTableName: MIGRATIONS_TABLE, migrationsTransactionMode: 'each',
  });
  await dataSource.initialize();
  try {
    return (await dataSource.runMigrations()).map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}
