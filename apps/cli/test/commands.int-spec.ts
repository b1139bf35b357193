import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createAccount, createApp, createTestDatabase, testKeySettings, type TestDatabase } from '@parley/testing';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './e2e/support/ports.js';
import { runCli } from './run-cli.js';

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  up: ['up'],
  'db init': ['db', 'init'],
  'db migrate': ['db', 'migrate'],
  'accounts create': ['accounts', 'create', '--name', 'Acme'],
  'keys create': ['keys', 'create', '--account'],
};
const names = (...skipped: string[]): string[] => Object.keys(COMMANDS).filter((name) => !skipped.includes(name));

// Each starts a process, which takes long where several builds share the machine.
jest.setTimeout(120_000);

/** What holds for every command that touches a database, before it changes anything. */
describe('Every command refuses, in one line,', () => {
  let database: TestDatabase;
  let account: string;
  let dataDir: string;
  let settings: Record<string, string>;
  const existing = (): Record<string, string> => ({ DATABASE_URL: database.url, PARLEY_ADMIN_DATABASE_URL: database.adminUrl, ...testKeySettings() });
  const production = { PARLEY_ENV: 'production', PARLEY_TRUSTED_PROXIES: '127.0.0.1' };

  beforeAll(async () => {
    database = await createTestDatabase();
    account = (await createAccount(database)).id;
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'parley-commands-'));
    const [port, metrics, workerMetrics] = await freePorts(3);
    settings = { PARLEY_DATA_DIR: dataDir, PARLEY_PORT: `${port}`, PARLEY_METRICS_PORT: `${metrics}`, PARLEY_WORKER_METRICS_PORT: `${workerMetrics}` };
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  /** Runs a command that must refuse; answers its line. Nothing may have been made. */
  const refusal = async (name: string, changes: Record<string, string>, ...options: string[]): Promise<string> => {
    const args = [...(COMMANDS[name] ?? []), ...(name === 'keys create' ? [account] : []), ...options];
    const made = () => database.query('select (select count(*) from accounts) as accounts, (select count(*) from api_keys) as keys');
    const before = await made();
    const { code, out, err } = await runCli(args, { ...settings, ...changes });
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: expect.stringMatching(/^parley: [^\n]+\n$/) });
    expect(await made()).toEqual(before);
    return err;
  };

  it.each(names())('a database that was made for another environment: %s', async (name) => {
    expect(await refusal(name, { ...existing(), ...production })).toContain('The database was made for PARLEY_ENV=development and does not start as production');
  });

  it.each(names('db init', 'db migrate'))('a data directory that was made for another environment: %s', async (name) => {
    writeFileSync(join(dataDir, 'version'), JSON.stringify({ format: 1, environment: 'staging', provisioned: true }));
    expect(await refusal(name, {})).toContain('was made for PARLEY_ENV=staging and does not start as development');
  });

  it('a data directory that was made for another environment, before a key is made whose secret could not be written', async () => {
    writeFileSync(join(dataDir, 'version'), JSON.stringify({ format: 1, environment: 'staging', provisioned: true }));
    expect(await refusal('keys create', existing(), '--write-credentials')).toContain('was made for PARLEY_ENV=staging');
  });

  it.each(names('db init', 'db migrate'))('the embedded database in production, unless it is allowed: %s', async (name) => {
    expect(await refusal(name, production)).toContain('in production the embedded database is refused unless PARLEY_EMBEDDED_OK=1');
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it.each(names('db migrate'))('a role that row-level security does not bind: %s', async (name) => {
    expect(await refusal(name, { ...existing(), DATABASE_URL: database.adminUrl })).toContain('DATABASE_URL names a role that bypasses row-level security');
  });

  it.each(names('up', 'db init', 'db migrate'))('a database whose tables are not complete: %s', async (name) => {
    const younger = await createTestDatabase();
    try {
      await younger.query(`delete from parley_migrations where name like 'WorkerHeartbeats%'`);
      expect(await refusal(name, { DATABASE_URL: younger.url })).toContain('The database needs 1 migration: parley db migrate');
    } finally {
      await younger.close();
    }
  });
});

describe('parley db', () => {
  it('makes the role that reads for backups where it is named, and says after each migration what backups still lack', async () => {
    const database = await createTestDatabase();
    const [dataDir, role] = [mkdtempSync(join(tmpdir(), 'parley-db-')), `backup_${randomBytes(6).toString('hex')}`];
    const backupUrl = Object.assign(new URL(database.url), { username: role, password: 'secret' }).href;
    const run = (...args: string[]) =>
      runCli(['db', ...args], { DATABASE_URL: database.url, PARLEY_ADMIN_DATABASE_URL: database.adminUrl, PARLEY_BACKUP_DATABASE_URL: backupUrl, PARLEY_DATA_DIR: dataDir, ...testKeySettings() });
    try {
      expect(await run('init')).toEqual({ code: 0, out: 'The database is made.\n', err: '' });
      expect(await run('migrate')).toEqual({ code: 0, out: 'The tables are up to date.\n', err: '' });
      await database.query(`alter role ${role} nobypassrls`);
      expect(await run('migrate')).toMatchObject({ code: 0, err: `parley: Backups cannot begin. Row-level security hides rows from the role of PARLEY_BACKUP_DATABASE_URL: run alter role "${role}" bypassrls\n` });
    } finally {
      await database.query(`drop owned by ${role}; drop role ${role}`);
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

describe('parley service-accounts', () => {
  it('makes one with a key and apps it is granted, grants and revokes, refuses apps that are not the account’s, and removes it with its keys', async () => {
    const database = await createTestDatabase();
    try {
      const mine = await createApp(database);
      const [other, foreign] = [await createApp(database, { accountId: mine.accountId }), await createApp(database)];
      const dataDir = mkdtempSync(join(tmpdir(), 'parley-services-'));
      const run = (...args: string[]) => runCli(['service-accounts', ...args, '--account', mine.accountId], { DATABASE_URL: database.url, PARLEY_DATA_DIR: dataDir, ...testKeySettings() });
      const made = JSON.parse((await run('create', '--name', 'CI', '--app', mine.id)).out) as { serviceAccount: { id: string }; serviceAccountKey: { id: string; secret: string } };
      const which = ['--service-account', made.serviceAccount.id];
      expect(made.serviceAccountKey).toEqual({ id: expect.stringMatching(/^svc_[0-9a-f]{24}$/), secret: expect.stringMatching(/^.{43}$/) });
      expect((await run('grant', ...which, '--app', other.id)).out).toBe('Granted.\n');
      expect((await run('revoke', ...which, '--app', mine.id)).out).toBe('Revoked.\n');
      expect(await run('grant', ...which, '--app', foreign.id)).toMatchObject({ code: 1, err: expect.stringMatching(/^parley: Not found: [^\n]+\n$/) });
      expect(JSON.parse((await run('list')).out)).toMatchObject({ serviceAccounts: [{ id: made.serviceAccount.id, displayName: 'CI', appIds: [other.id] }] });
      expect((await run('key', ...which)).out).toContain('svc_');
      expect(await database.query('select from api_keys where service_account_id = $1', [made.serviceAccount.id])).toHaveLength(2);
      expect((await run('delete', ...which)).out).toBe('Deleted.\n');
      expect(await database.query('select from api_keys')).toEqual([]);
      rmSync(dataDir, { recursive: true, force: true });
    } finally {
      await database.close();
    }
  });
});
