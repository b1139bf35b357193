import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRootKey, FileProvider, makeKeyFile, openRootKeys, RootKeyError, type RootKeyAccess, type RootKeyProvider } from '@parley/crypto-at-rest';
import type { ScopedSql } from '@parley/persistence';
import { createAccount, createTestDatabase, lockWaits, openDatabase, testRootKeyAccess, type OpenDatabase, type TestDatabase } from '@parley/testing';
import pg from 'pg';

const access = (...providers: RootKeyProvider[]): RootKeyAccess => ({ environment: 'development', providers, faults: [] });

/** The error's code and line, whatever it is. */
const fault = async (work: Promise<unknown>): Promise<{ code: unknown; message: string; retryable: unknown }> => {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof RootKeyError)) throw new Error('no RootKeyError', { cause: error });
  return { code: error.code, message: error.message, retryable: error.retryable };
};

describe('the root keys of a database', () => {
  let folder: string;
  let test: TestDatabase;
  let pool: OpenDatabase;
  let sql: ScopedSql;
  let mine: FileProvider;
  let others: FileProvider;
  const populate = () => createAccount(test);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-root-keys-'));
    const [first, second] = [join(folder, 'first.key'), join(folder, 'second.key')];
    for (const path of [first, second]) makeKeyFile(path);
    [mine, others] = [FileProvider.open(first), FileProvider.open(second)];
    test = await createTestDatabase();
    pool = openDatabase(test.url, 4);
    sql = pool.database.system();
  });
  afterAll(async () => {
    await pool.close();
    await test.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => test.query('truncate root_keys, accounts cascade'));

  it('every spec’s database holds one that the specs’ key file opens', async () => {
    const fresh = await createTestDatabase();
    const opened = openDatabase(fresh.url, 1);
    expect((await openRootKeys(opened.database.system(), testRootKeyAccess())).current().key).toHaveLength(32);
    await opened.close();
    await fresh.close();
  });

  it('is made for an empty database and opened again, by its id too', async () => {
    const id = await createRootKey(sql, access(mine));
    await populate();
    const keys = await openRootKeys(sql, access(mine));
    expect(keys.current()).toEqual({ id, key: expect.any(Buffer) });
    expect(keys.byId(id)).toBe(keys.current());
    expect(() => keys.byId('another')).toThrow('key_missing');
    const [row] = await test.query<{ text: string }>(`select r::text || k::text as text from root_keys k join root_key_recipients r on r.root_key_id = k.id`);
    expect(row?.text).not.toContain(keys.current().key.toString('hex'));
    expect(JSON.stringify(keys)).toBe('"[root keys]"');
  });

  it('opens through whichever configured provider can', async () => {
    await createRootKey(sql, access(mine, others));
    const [first, second] = [await openRootKeys(sql, access(mine)), await openRootKeys(sql, access(others))];
    expect(first.current().key.equals(second.current().key)).toBe(true);
  });

  it('several not retired are all opened, the newest is the present one; a retired one is not opened', async () => {
    const made: string[] = [];
    await test.query('create table kept_keys as select * from root_keys');
    await test.query('create table kept_recipients as select * from root_key_recipients');
    for (const _ of [1, 2, 3]) {
      made.push(await createRootKey(sql, access(mine)));
      await test.query('insert into kept_keys select * from root_keys');
      await test.query('insert into kept_recipients select * from root_key_recipients');
      await test.query('truncate root_keys cascade');
    }
    await test.query('insert into root_keys select * from kept_keys');
    await test.query('insert into root_key_recipients select * from kept_recipients');
    await test.query("update root_keys set retired_at = case when id = $1 then now() - interval '1 hour' end", [made[0]]);
    const keys = await openRootKeys(sql, access(mine));
    expect([keys.current().id, made.slice(1).map((id) => keys.byId(id).id)]).toEqual([made[2], made.slice(1)]);
    expect(() => keys.byId(made[0] ?? '')).toThrow('key_missing');
  });

  it('is never made where there is one, accounts or tenant keys', async () => {
    await populate();
    expect(await fault(createRootKey(sql, access(mine)))).toMatchObject({ code: 'root_key_missing' });
    await test.query('truncate accounts cascade');
    await createRootKey(sql, access(mine));
    expect(await fault(createRootKey(sql, access(mine)))).toMatchObject({ code: 'root_key_present' });
    expect(await test.query('select id from root_keys')).toHaveLength(1);
  });

  it('is made for accounts of a version before it when that is asked for', async () => {
    await populate();
    const id = await createRootKey(sql, access(mine), { populated: true });
    expect((await openRootKeys(sql, access(mine))).current().id).toBe(id);
  });

  it('two who make it at once make one', async () => {
    const holder = new pg.Client(test.adminUrl);
    await holder.connect();
    await holder.query('begin; lock table root_keys in share row exclusive mode');
    const making = Promise.allSettled([createRootKey(sql, access(mine)), createRootKey(sql, access(others))]);
    await lockWaits(test, 2);
    await holder.query('commit');
    await holder.end();
    expect((await making).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await test.query('select id from root_keys')).toHaveLength(1);
  });

  it.each([
    ['none in an empty database, where somebody may be about to make it', async () => {}, { code: 'root_key_not_made', retryable: true, message: expect.stringContaining('parley db migrate makes it') }],
    ['none in a populated database', populate, { code: 'root_key_missing', message: expect.stringContaining('has accounts but no root key') }],
    ['another key file', () => createRootKey(sql, access(others)), { code: 'root_key_foreign', message: expect.stringContaining('PARLEY_ROOT_KEY_FILE names a key that does not open this database') }],
  ])('does not open: %s', async (_what, arrange, expected) => {
    await arrange();
    expect(await fault(openRootKeys(sql, access(mine)))).toEqual({ retryable: false, ...expected });
  });

  it('does not open: nobody configured; the line names the setting of who keeps it', async () => {
    await createRootKey(sql, access(mine));
    expect(await fault(openRootKeys(sql, access()))).toMatchObject({ code: 'not_configured', message: 'Nothing says who keeps the root key: set PARLEY_ROOT_KEY_FILE' });
  });

  it('does not open: what the configured provider’s own fault says, such as a missing file', async () => {
    await createRootKey(sql, access(mine));
    const missing = new RootKeyError('key_unusable', 'The key file is missing');
    expect(await fault(openRootKeys(sql, { environment: 'development', providers: [], faults: [missing] }))).toMatchObject({ code: 'key_unusable' });
  });

  it('does not open: one wrapped for another environment', async () => {
    await createRootKey(sql, access(mine));
    expect(await fault(openRootKeys(sql, { ...access(mine), environment: 'staging' }))).toMatchObject({ code: 'root_key_foreign' });
  });

  it('does not open: another root key put in its place, which the check value tells', async () => {
    const id = await createRootKey(sql, access(mine));
    const planted = await mine.wrap(randomBytes(32), { rootKeyId: id, environment: 'development' });
    await test.query('update root_key_recipients set wrapped = $1', [planted]);
    expect(await fault(openRootKeys(sql, access(mine)))).toMatchObject({ code: 'root_key_foreign', message: expect.stringContaining('is not the root key of this database') });
  });

  it('a provider that does not answer is told as such, unless another one opens it', async () => {
    const down: RootKeyProvider = {
      name: 'aws-kms', recipient: 'k', setting: 'PARLEY_KMS_KEY',
      wrap: async () => Buffer.from('x'),
      unwrap: async () => Promise.reject(new RootKeyError('key_service_unreachable', 'The key service does not answer')),
    };
    await createRootKey(sql, access(down, mine));
    expect(await fault(openRootKeys(sql, access(down)))).toMatchObject({ code: 'key_service_unreachable', retryable: true });
    expect((await openRootKeys(sql, access(down, mine))).current().key).toHaveLength(32);
  });
});
