import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basic, type ApiKey } from './e2e/support/authorization.js';
import { RunningParley } from './e2e/support/running-parley.js';
import { runCli } from './run-cli.js';

const SECONDS = 1000;
const PRODUCTION = { PARLEY_ENV: 'production', PARLEY_EMBEDDED_OK: '1', PARLEY_TRUSTED_PROXIES: '127.0.0.1/32' };
const TLS_REQUIRED = { status: 403, body: { errors: [{ code: 'forbidden', title: 'TLS required' }] } };

interface Created {
  readonly account: { readonly id: string };
  readonly accountKey: ApiKey;
}

/** A production start that succeeds: on the embedded database, because that was allowed, behind a proxy that ends TLS. */
describe('npm start in production', () => {
  let parley: RunningParley;
  let made: Created;
  let keys: string;
  let recoveryKey: string;
  const settings = () => ({
    ...PRODUCTION, PARLEY_ROOT_KEY_FILE: join(keys, 'root.key'), PARLEY_KEY_STORE: join(keys, 'store'),
    PARLEY_AUDIT_KEY_FILE: join(keys, 'audit.key'), PARLEY_AUDIT_PLACES: join(keys, 'audit'),
  });
  const cli = (...args: string[]) => runCli(args, { ...settings(), PARLEY_DATA_DIR: parley.dataDir });
  const secretFiles = () => [...['superuser-password', 'runtime-password'].map((name) => join(parley.dataDir, 'postgres', name)), join(keys, 'root.key')];
  const passwords = () => secretFiles().map((file) => readFileSync(file, 'utf8').trim());

  const apps = async (key: ApiKey, headers: Record<string, string>): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${parley.baseUrl}/v2/apps`, { redirect: 'manual', headers: { authorization: basic(key), ...headers } });
    return { status: response.status, body: await response.json() };
  };

  beforeAll(async () => {
    keys = mkdtempSync(join(tmpdir(), 'parley-keys-'));
    parley = await RunningParley.start(settings(), undefined, async (PARLEY_DATA_DIR) => {
      const { code, out, err } = await runCli(['keys', 'recovery', 'create'], { ...settings(), PARLEY_DATA_DIR });
      expect([code, err]).toEqual([0, expect.stringMatching(/^parley: The root key is made; [^\n]+\n$/)]);
      recoveryKey = out.trim().split('\n').at(-1) ?? '';
      expect(recoveryKey).toMatch(/^AGE-SECRET-KEY-1/);
      expect(await runCli(['audit', 'key', '--create'], { ...settings(), PARLEY_DATA_DIR })).toMatchObject({ code: 0, err: '' });
    });
  }, 240 * SECONDS);
  afterAll(async () => {
    await parley?.dispose();
    rmSync(keys, { recursive: true });
  }, 60 * SECONDS);

  it('is ready, writes no credentials and says no secret', async () => {
    await parley.said('Parley is ready (production)');
    // The last line; what is written line by line may come in pieces.
    await parley.said('npm run parley -- accounts create');
    expect(await parley.isReady()).toBe(true);
    expect(readdirSync(parley.dataDir).toSorted()).toEqual(['postgres', 'processes.json', 'version']);
    expect(parley.output()).not.toMatch(/act_[0-9a-f]{24}|Paste this/);
    for (const password of [...passwords(), recoveryKey]) expect(parley.output()).not.toContain(password);
  });

  it('parley accounts create shows a secret, once', async () => {
    const { code, out, err } = await cli('accounts', 'create', '--name', 'Acme');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    made = JSON.parse(out) as Created;
    expect(made.accountKey).toEqual({ id: expect.stringMatching(/^act_[0-9a-f]{24}$/), secret: expect.stringMatching(/^[\w-]{43}$/) });
    expect(out.split(made.accountKey.secret)).toHaveLength(2);
    expect(existsSync(join(parley.dataDir, 'credentials.json'))).toBe(false);
  }, 60 * SECONDS);

  it('the key works by way of the proxy that ended TLS', async () => {
    expect(await apps(made.accountKey, { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' })).toMatchObject({ status: 200, body: { apps: [] } });
  });

  it.each([
    ['no X-Forwarded-Proto', {}],
    ['X-Forwarded-Proto: http', { 'x-forwarded-proto': 'http' }],
    ['a first proxy that was reached by http', { 'x-forwarded-proto': 'http, https' }],
  ])('credentials over plain HTTP are refused with 403: %s', async (_what, headers: Record<string, string>) => {
    expect(await apps(made.accountKey, headers)).toEqual(TLS_REQUIRED);
    expect(await apps({ ...made.accountKey, secret: 'wrong' }, headers)).toEqual(TLS_REQUIRED);
  });

  it('parley keys create shows another, and writes no file in production', async () => {
    const args = ['keys', 'create', '--account', made.account.id];
    expect(await cli(...args, '--write-credentials')).toEqual({ code: 1, out: '', err: 'parley: --write-credentials is for PARLEY_ENV=development\n' });
    const { accountKey } = JSON.parse((await cli(...args)).out) as Created;
    expect(await apps(accountKey, { 'x-forwarded-proto': 'https' })).toMatchObject({ status: 200 });
    expect(parley.output()).not.toContain(accountKey.secret);
  }, 60 * SECONDS);

  it('a later start keeps the keys, and still writes no credentials and says no secret', async () => {
    expect(await parley.stop()).toEqual({ code: 0, left: [] });
    await parley.start();
    expect(await apps(made.accountKey, { 'x-forwarded-proto': 'https' })).toMatchObject({ status: 200 });
    expect(existsSync(join(parley.dataDir, 'credentials.json'))).toBe(false);
    for (const secret of [...passwords(), made.accountKey.secret]) expect(parley.output()).not.toContain(secret);
  }, 240 * SECONDS);

  it('as development it does not start on these data', async () => {
    expect(await parley.stop()).toEqual({ code: 0, left: [] });
    const { code, err } = await runCli(['up'], { PARLEY_DATA_DIR: parley.dataDir });
    expect({ code, err }).toEqual({ code: 1, err: `parley: The data directory ${parley.dataDir} was made for PARLEY_ENV=production and does not start as development\n` });
  }, 60 * SECONDS);
});
