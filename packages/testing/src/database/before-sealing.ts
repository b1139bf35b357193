import { randomBytes } from 'node:crypto';
import { createRootKey, sealPlain, type SealingStep } from '@parley/crypto-at-rest';
import { initDatabase, migrate, type Migration } from '@parley/persistence';
import { SEALING_STEPS } from '@parley/platform';
import { AFTER_SEALING, MIGRATIONS } from '@parley/platform/migrations';
import { openDatabase, type OpenDatabase } from './open-database.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { databaseKeyring } from '../keys/database-keyring.js';
import { testRootKeyAccess } from '../root-key/root-key.js';

/** Its root key is made by the present code, which needs the columns of the present. */
const ofRootKeys = (name: string): boolean => name.startsWith('RootKey');

/** The migrations of the version before sealing. */
export const BEFORE: readonly Migration[] = MIGRATIONS.filter(({ name }) => Number(name.slice(-13)) < 1764000014000 || name.startsWith('Audit') || ofRootKeys(name));

/** Those of the version that sealed all but where webhooks lead. */
export const BEFORE_ENDPOINTS: readonly Migration[] = MIGRATIONS.filter(({ name }) => Number(name.slice(-13)) < 1764000020000 || ofRootKeys(name));

/** A database as a version before sealing made it: its migrations, and an owner whom row-level security binds. */
export class DatabaseBeforeSealing {
  private constructor(
    readonly database: TestDatabase,
    readonly adminUrl: string,
    private readonly role: string,
    private readonly owner: OpenDatabase,
  ) {}

  static async make(migrations: readonly Migration[] = BEFORE): Promise<DatabaseBeforeSealing> {
    const [database, role] = [await createTestDatabase(), `owner_${randomBytes(6).toString('hex')}`];
    await database.query(`create role ${role} login createrole password 'owner'`);
    await database.query('drop publication if exists parley_backup');
    for (const schema of ['public', 'graphile_worker']) await database.query(`drop schema ${schema} cascade`);
    await database.query(`create schema public authorization ${role}`);
    await database.query(`do $$ begin execute format('alter database %I owner to ${role}', current_database()); end $$`);
    const url = Object.assign(new URL(database.adminUrl), { username: role, password: 'owner' }).href;
    await initDatabase(url, { runtimeRole: 'parley_runtime', env: 'development' });
    await migrate(url, migrations, 'development');
    const owner = openDatabase(url, 2);
    await createRootKey(owner.database.system(), testRootKeyAccess());
    return new DatabaseBeforeSealing(database, url, role, owner);
  }

  /** Runs the migrations that are left, with `work` in place of the sealing. */
  update(work: (steps: readonly SealingStep[]) => Promise<unknown> = (steps) => this.seal(steps)): Promise<string[]> {
    const pick = async (pending: readonly string[]) => void (await work(SEALING_STEPS.filter(({ until }) => pending.includes(until))));
    return migrate(this.adminUrl, MIGRATIONS, 'development', { conversion: { before: AFTER_SEALING, work: pick } });
  }

  /** Seals what is plain. */
  async seal(steps: readonly SealingStep[], batch?: number): Promise<number> {
    return sealPlain(this.owner.database, await databaseKeyring(this.database), steps, batch);
  }

  /** The columns that a table has. */
  async columns(table: string): Promise<string[]> {
    const rows = await this.database.query<{ name: string }>(
      "select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1", [table]);
    return rows.map(({ name }) => name);
  }

  async close(): Promise<void> {
    await this.owner.close();
    await this.database.query(`reassign owned by ${this.role} to current_user`);
    await this.database.query(`drop owned by ${this.role}`);
    await this.database.query(`do $$ begin execute format('alter database %I owner to ' || current_user, current_database()); end $$`);
    await this.database.query(`drop role ${this.role}`);
    await this.database.close();
  }
}
