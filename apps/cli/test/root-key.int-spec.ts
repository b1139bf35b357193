import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { changeEnvironment, createAccount, createTestDatabase, testRootKeyFile, type TestDatabase } from '@parley/testing';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './e2e/support/ports.js';
import { runCli } from './run-cli.js';

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

/** An operator's way with the root key of a production database, one step after the other. */
describe('parley keys, on the root key of a production database', () => {
  let database: TestDatabase;
  let folder: string;
  let settings: Record<string, string>;
  let identity: string;
  const file = (name: string): string => join(folder, name);
  const parley = (args: string, changes: Record<string, string> = {}, input?: string) => runCli(args.split(' '), { ...settings, ...changes }, input);
  const refused = (line: string) => ({ code: 1, out: '', err: `parley: ${line}\n` });
  const recipients = async () => (await database.query<{ provider: string }>('select provider from root_key_recipients order by created_at')).map(({ provider }) => provider);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-cli-keys-'));
    copyFileSync(testRootKeyFile(), file('root.key'));
    database = await createTestDatabase();
    await changeEnvironment(database, 'production');
    await database.query(`delete from root_key_recipients where provider = 'recovery'`);
    const [port, metrics, workerMetrics] = await freePorts(3);
    settings = {
      PARLEY_ENV: 'production', PARLEY_TRUSTED_PROXIES: '127.0.0.1', DATABASE_URL: database.url, PARLEY_DATA_DIR: file('data'), PARLEY_ROOT_KEY_FILE: file('root.key'),
      PARLEY_PORT: `${port}`, PARLEY_METRICS_PORT: `${metrics}`, PARLEY_WORKER_METRICS_PORT: `${workerMetrics}`,
    };
  });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });

  it('npm start refuses with one recipient, and names the command', async () => {
    expect(await parley('up')).toEqual(refused('The root key would be lost with one key, and production needs two that open it: parley keys recovery create makes the second'));
  });

  it('recovery create shows an identity, once; the database keeps nothing of it', async () => {
    const { code, out, err } = await parley('keys recovery create');
    expect([code, err]).toEqual([0, '']);
    const [told, recipient, secret = '', ...rest] = out.trimEnd().split('\n');
    expect([told, recipient, rest]).toEqual([expect.stringMatching(/^# .*once/), expect.stringMatching(/^# public key: age1[0-9a-z]{58}$/), []]);
    expect(secret).toMatch(/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/);
    identity = out;
    const [row] = await database.query<{ text: string }>('select string_agg(r::text, $1) as text from root_key_recipients r', ['']);
    expect(row?.text).not.toContain(secret);
    expect(row?.text).not.toContain(Buffer.from(secret).toString('hex'));
    expect(await recipients()).toEqual(['file', 'recovery']);
  });

  it('recovery check opens the root key by it alone, and by no other', async () => {
    expect(await parley('keys recovery check', { PARLEY_ROOT_KEY_FILE: '' }, identity)).toEqual({ code: 0, out: 'The recovery key opens the root key.\n', err: '' });
    const stranger = 'AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33';
    expect(await parley('keys recovery check', {}, stranger)).toEqual(refused('The recovery key is not one of this database'));
  });

  it('migrate moves to another key file, and the old one opens nothing any more', async () => {
    expect(await parley(`keys migrate --to file --key-file ${file('new.key')} --remove-old`)).toEqual({ code: 0, out: expect.stringContaining(`PARLEY_ROOT_KEY_FILE=${file('new.key')}`), err: '' });
    expect(await recipients()).toEqual(['recovery', 'file']);
    const kept = readFileSync(file('new.key'), 'utf8');
    expect(await parley('keys migrate --to file')).toEqual(refused('PARLEY_ROOT_KEY_FILE names a key that does not open this database: set it to the one that the database was made or last migrated with'));
    expect(readFileSync(file('new.key'), 'utf8')).toBe(kept);
  });

  it('recovery restore makes a key file when the one there was is lost', async () => {
    rmSync(file('new.key'));
    expect(await parley(`keys recovery restore --to ${file('restored.key')} --remove-old`, {}, identity)).toMatchObject({ code: 0, err: '' });
    expect(await recipients()).toEqual(['recovery', 'file']);
    expect(await parley('keys recovery create --replace', { PARLEY_ROOT_KEY_FILE: file('restored.key') })).toMatchObject({ code: 0, err: '' });
    expect(await parley('keys recovery check', {}, identity)).toEqual(refused('The recovery key is not one of this database'));
  });

  it('no key file is made where the data lie', async () => {
    expect(await parley(`keys migrate --to file --key-file ${file('data/root.key')}`, { PARLEY_ROOT_KEY_FILE: file('restored.key') })).toEqual(refused('In production the key file must lie outside PARLEY_DATA_DIR'));
    expect(existsSync(file('data/root.key'))).toBe(false);
  });

  it('a database with accounts gets none by a migration; keys init makes it, once', async () => {
    await createAccount(database);
    await database.query('truncate root_keys cascade');
    const fresh = { PARLEY_ROOT_KEY_FILE: file('fresh.key') };
    expect(await parley('up', fresh)).toEqual(refused('The database has accounts but no root key: bring back its root_keys, or, where a version before root keys made it, run parley keys init'));
    expect(await parley('db migrate', { ...fresh, PARLEY_ADMIN_DATABASE_URL: database.adminUrl }))
      .toEqual({ code: 0, out: 'The tables are up to date.\n', err: 'parley: The database has accounts but no root key: parley keys init makes it\n' });
    expect([await recipients(), existsSync(file('fresh.key'))]).toEqual([[], false]);
    expect(await parley('keys init', fresh)).toEqual({ code: 0, out: expect.stringContaining(`${file('fresh.key')} opens it`), err: '' });
    expect(await parley('keys init', { PARLEY_ROOT_KEY_FILE: file('another.key') })).toEqual(refused('The database has a root key already'));
    expect([await recipients(), existsSync(file('another.key'))]).toEqual([['file'], false]);
  });

  it('and all of it is on the record, by the operator', async () => {
    const entries = await database.query<{ action: string }>(`select action from audit_entries where actor = 'operator' and action ~ '^(rootKey|recoveryKey):' order by id`);
    expect(entries.map(({ action }) => action)).toEqual(['recoveryKey:create', 'rootKey:migrate', 'rootKey:restore', 'recoveryKey:create', 'rootKey:create']);
  });
});
