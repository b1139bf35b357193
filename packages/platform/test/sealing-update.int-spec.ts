import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SealingStep, TenantId } from '@parley/crypto-at-rest';
import { migrate } from '@parley/persistence';
import { AFTER_SEALING, MIGRATIONS } from '@parley/platform/migrations';
import { createAccount, createApp, createIntegration, databaseKeyring, type TestDatabase } from '@parley/testing';
import { BEFORE, DatabaseBeforeSealing } from '@parley/testing/before-sealing';

describe('the update that seals what was plain', () => {
  let database: TestDatabase;
  let before: DatabaseBeforeSealing;
  let account: string;
  let app: string;
  let integration: string;

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
    before = await DatabaseBeforeSealing.make();
    ({ database } = before);
    account = (await createAccount(database)).id;
    app = (await createApp(database, { accountId: account })).id;
    integration = (await createIntegration(database, app)).id;
    const insert = 'insert into api_keys (id, scope, account_id, app_id, integration_id, display_name, secret) values ($1, $2, $3, $4, $5, $1, $6)';
    await database.query(insert, ['act_1', 'account', account, null, null, 'first']);
    for (const n of ['1', '2', '3']) await database.query(insert, [`app_${n}`, 'app', account, app, null, `of the app ${n}`]);
    await database.query(insert, ['int_1', 'integration', account, app, integration, 'of the integration']);
  });
  afterEach(() => before.close());

  const SECRETS = ['first', 'of the app 1', 'of the app 2', 'of the app 3', 'of the integration'];

  it('seals every row, then takes the plain columns away; the version before starts no more', async () => {
    expect((await before.update()).toSorted()).toEqual(MIGRATIONS.filter((each) => !BEFORE.includes(each)).map(({ name }) => name).toSorted());
    expect(await database.query('select oldest_code from parley_meta')).toEqual([{ oldest_code: AFTER_SEALING.at(-1) }]);
    expect(await secrets()).toEqual(SECRETS);
    expect(await before.columns('api_keys')).not.toContain('secret');
    await expect(migrate(before.adminUrl, BEFORE, 'development')).rejects.toThrow('The database is newer than this version of Parley');
    expect(await before.update(() => Promise.reject(new Error('There is nothing to seal')))).toEqual([]);
  });

  it('takes nothing away while a value is plain, and goes on where it was ended', async () => {
    await expect(migrate(before.adminUrl, MIGRATIONS, 'development')).rejects.toThrow('Values of api_keys are not sealed yet: parley db migrate seals them');
    expect(await before.columns('api_keys')).toContain('secret');
    let calls = 0;
    const ending = (step: SealingStep): SealingStep => ({
      ...step,
      seal: (tx, ...rest) => {
        if ((calls += 1) > 2) throw new Error('The machine went down');
        return step.seal(tx, ...rest);
      },
    });
    await expect(before.update((steps) => before.seal(steps.map(ending), 2))).rejects.toThrow('The machine went down');
    const plain = await database.query<{ secret: string | null }>('select secret from api_keys where secret is not null');
    expect(plain.length).toBeGreaterThan(0);
    expect(plain.length).toBeLessThan(SECRETS.length);
    await before.update((steps) => before.seal(steps, 2));
    expect(await secrets()).toEqual(SECRETS);
  });
});
