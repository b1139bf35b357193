import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRootKey, sealPlain, type SealingStep, type TenantId } from '@parley/crypto-at-rest';
import { initDatabase, migrate } from '@parley/persistence';
import { SEALING_STEPS } from '@parley/platform';
import { AFTER_SEALING, MIGRATIONS } from '@parley/platform/migrations';
import { createAccount, createApp, createIntegration, createTestDatabase, databaseKeyring, openDatabase, testRootKeyAccess, type OpenDatabase, type TestDatabase } from '@parley/testing';

/** As the version before sealing made it: its migrations, and an owner whom row-level security binds. */
const BEFORE = MIGRATIONS.filter(({ name }) => Number(name.slice(-13)) < 1764000014000 || name.startsWith('Audit'));

describe('the update that seals what was plain', () => {
  let database: TestDatabase;
  let owner: OpenDatabase;
  let adminUrl: string;
  let account: string;
  let app: string;
  let integration: string;

  const inside = (url: string) => {
    const changed = new URL(url);
    Object.assign(changed, { username: owned, password: 'owner' });
    return changed.href;
  };
  const owned = `owner_${randomBytes(6).toString('hex')}`;
  const columns = async (table: string) => (await database.query<{ name: string }>(
    "select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1", [table])).map(({ name }) => name);
  const update = (work: (steps: readonly SealingStep[]) => Promise<unknown>) =>
    migrate(adminUrl, MIGRATIONS, 'development', { before: AFTER_SEALING, work: async (pending) => void (await work(SEALING_STEPS.filter(({ until }) => pending.includes(until)))) });
  const sealAll = async (steps: readonly SealingStep[], batch?: number) => sealPlain(owner.database, await databaseKeyring(database), steps, batch);
  const secrets = async () => {
    const keyring = await databaseKeyring(database);
    const rows = await database.query<{ id: string; app_id: string | null; account_id: string; sealed_secret: Buffer }>('select * from api_keys order by id');
    const opened = await keyring.open(database, rows.map((row) => ({
      tenant: (row.app_id ?? row.account_id) as TenantId, subject: row.app_id === null ? `account:${row.account_id}` : `app:${row.app_id}`,
      place: { table: 'api_keys', row: row.id, column: 'sealed_secret' }, cell: row.sealed_secret,
    })));
    return opened.map((one) => (one.ok ? one.value : one.fault.code));
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    await database.query(`create role ${owned} login createrole password 'owner'`);
    for (const schema of ['public', 'graphile_worker']) await database.query(`drop schema ${schema} cascade`);
    await database.query(`create schema public authorization ${owned}`);
    await database.query(`do $$ begin execute format('alter database %I owner to ${owned}', current_database()); end $$`);
    adminUrl = inside(database.adminUrl);
    await initDatabase(adminUrl, { runtimeRole: 'parley_runtime', env: 'development' });
    await migrate(adminUrl, BEFORE, 'development');
    owner = openDatabase(adminUrl, 2);
    await createRootKey(owner.database.system(), testRootKeyAccess());
    account = (await createAccount(database)).id;
    app = (await createApp(database, { accountId: account })).id;
    integration = (await createIntegration(database, app)).id;
    const insert = 'insert into api_keys (id, scope, account_id, app_id, integration_id, display_name, secret) values ($1, $2, $3, $4, $5, $1, $6)';
    await database.query(insert, ['act_1', 'account', account, null, null, 'first']);
    for (const n of ['1', '2', '3']) await database.query(insert, [`app_${n}`, 'app', account, app, null, `of the app ${n}`]);
    await database.query(insert, ['int_1', 'integration', account, app, integration, 'of the integration']);
  });
  afterEach(async () => {
    await owner.close();
    await database.query(`reassign owned by ${owned} to current_user`);
    await database.query(`drop owned by ${owned}`);
    await database.query(`do $$ begin execute format('alter database %I owner to ' || current_user, current_database()); end $$`);
    await database.query(`drop role ${owned}`);
    await database.close();
  });

  const SECRETS = ['first', 'of the app 1', 'of the app 2', 'of the app 3', 'of the integration'];

  it('seals every row, then takes the plain columns away; the version before starts no more', async () => {
    expect(await update(sealAll)).toEqual(MIGRATIONS.filter((each) => !BEFORE.includes(each)).map(({ name }) => name));
    expect(await secrets()).toEqual(SECRETS);
    expect(await columns('api_keys')).not.toContain('secret');
    await expect(migrate(adminUrl, BEFORE, 'development')).rejects.toThrow('The database is newer than this version of Parley');
    expect(await update(() => Promise.reject(new Error('There is nothing to seal')))).toEqual([]);
  });

  it('takes nothing away while a value is plain, and goes on where it was ended', async () => {
    await expect(migrate(adminUrl, MIGRATIONS, 'development')).rejects.toThrow('Values of api_keys are not sealed yet: parley db migrate seals them');
    expect(await columns('api_keys')).toContain('secret');
    let calls = 0;
    const ending = (step: SealingStep): SealingStep => ({
      ...step,
      seal: (tx, ...rest) => {
        if ((calls += 1) > 2) throw new Error('The machine went down');
        return step.seal(tx, ...rest);
      },
    });
    await expect(update((steps) => sealAll(steps.map(ending), 2))).rejects.toThrow('The machine went down');
    const plain = await database.query<{ secret: string | null }>('select secret from api_keys where secret is not null');
    expect(plain.length).toBeGreaterThan(0);
    expect(plain.length).toBeLessThan(SECRETS.length);
    await update((steps) => sealAll(steps, 2));
    expect(await secrets()).toEqual(SECRETS);
  });
});
