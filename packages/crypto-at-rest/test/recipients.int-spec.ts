import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addRecipient, createRootKey, FileProvider, makeKeyFile, openRootKeys, RecoveryKey, RootKeyError, waitForRootKeys, type RootKeyAccess, type RootKeyProvider } from '@parley/crypto-at-rest';
import type { ScopedSql } from '@parley/persistence';
import { createTestDatabase, eventually, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';

const access = (environment: string, ...providers: RootKeyProvider[]): RootKeyAccess => ({ environment, providers, faults: [] });
const isFile = ({ provider }: { provider: string }) => provider === 'file';

describe('recipients of the root key', () => {
  let folder: string;
  let test: TestDatabase;
  let pool: OpenDatabase;
  let sql: ScopedSql;
  let [first, second]: FileProvider[] = [];
  let [recovery, other]: RecoveryKey[] = [];
  let id: string;
  const recipients = async () => (await test.query<{ recipient: string }>('select recipient from root_key_recipients order by created_at')).map(({ recipient }) => recipient);
  const opens = (...providers: RootKeyProvider[]) => openRootKeys(sql, access('production', ...providers)).then(() => true, () => false);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-recipients-'));
    for (const name of ['first', 'second']) makeKeyFile(join(folder, name));
    [first, second] = ['first', 'second'].map((name) => FileProvider.open(join(folder, name)));
    [recovery, other] = [(await RecoveryKey.generate()).key, (await RecoveryKey.generate()).key];
    test = await createTestDatabase();
    pool = openDatabase(test.url, 4);
    sql = pool.database.system();
  });
  afterAll(async () => {
    await pool.close();
    await test.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await test.query('truncate root_keys cascade');
    id = await createRootKey(sql, access('production', first!));
  });

  it('one is added by whoever opens the root key, and opens the same', async () => {
    const before = (await openRootKeys(sql, access('production', first!))).current();
    await addRecipient(sql, access('production', first!), recovery!);
    const after = (await openRootKeys(sql, access('production', recovery!))).current();
    expect([after.id, after.key.equals(before.key)]).toEqual([id, true]);
    expect(await opens(other!)).toBe(false);
  });

  it('none is added by who does not open it', async () => {
    await expect(addRecipient(sql, access('production', second!), recovery!)).rejects.toMatchObject({ code: 'root_key_foreign' });
    expect(await recipients()).toEqual([first!.recipient]);
  });

  it('one replaces others at once: a lost key file is made good by the recovery key', async () => {
    await addRecipient(sql, access('production', first!), recovery!);
    await addRecipient(sql, access('production', recovery!), second!, isFile);
    expect([await opens(first!), await opens(second!), await opens(recovery!)]).toEqual([false, true, true]);
  });

  it('in production none is taken away below two; nothing has changed then', async () => {
    await expect(addRecipient(sql, access('production', first!), second!, isFile)).rejects.toMatchObject({ code: 'too_few_recipients' });
    expect(await recipients()).toEqual([first!.recipient]);
  });

  it('to add the same again takes nothing away', async () => {
    await addRecipient(sql, access('production', first!), recovery!);
    await addRecipient(sql, access('production', first!), first!, isFile);
    expect(await recipients()).toEqual([first!.recipient, recovery!.recipient]);
  });

  it('one that does not give back what it wrapped is not added', async () => {
    const broken: RootKeyProvider = { name: 'aws-kms', recipient: 'k', setting: 'PARLEY_KMS_KEY', wrap: async () => Buffer.alloc(8), unwrap: async () => Buffer.alloc(32) };
    await expect(addRecipient(sql, access('production', first!), broken)).rejects.toMatchObject({ code: 'key_unusable', message: 'PARLEY_KMS_KEY does not give back what it wrapped' });
    expect(await recipients()).toEqual([first!.recipient]);
  });

  describe('at the start', () => {
    const start = (env: 'production' | 'staging', name = 'first', log: (line: string) => void = () => undefined) => waitForRootKeys(sql, { env, rootKeyFile: join(folder, name) }, log);

    it('production wants two, and says how to get the second', async () => {
      await expect(start('production')).rejects.toMatchObject({
        code: 'too_few_recipients',
        message: 'The root key would be lost with one key, and production needs two that open it: parley keys recovery create makes the second',
      });
      await addRecipient(sql, access('production', first!), recovery!);
      expect((await start('production')).current().id).toBe(id);
    });

    it('elsewhere one will do', async () => {
      await test.query('truncate root_keys cascade');
      id = await createRootKey(sql, access('staging', first!));
      expect((await start('staging')).current().id).toBe(id);
    });

    it('a foreign key ends it at once', async () => {
      await expect(start('production', 'second')).rejects.toBeInstanceOf(RootKeyError);
    });

    it('an empty database is waited for until it has its root key', async () => {
      await test.query('truncate root_keys cascade');
      const told: string[] = [];
      const started = start('staging', 'first', (line) => told.push(line));
      await eventually('waiting', () => told.length > 0);
      id = await createRootKey(sql, access('staging', first!));
      expect((await started).current().id).toBe(id);
      expect(told).toEqual(['Waiting. The database has no root key yet: parley db migrate makes it']);
    });
  });
});
