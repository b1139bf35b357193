import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { basic } from './e2e/support/authorization.js';
import { eventually } from './e2e/support/eventually.js';
import { stillRunning } from './e2e/support/process-table.js';
import { RunningParley, type Credentials } from './e2e/support/running-parley.js';
import { runCli } from './run-cli.js';

const SECONDS = 1000;
const IN_ORDER = ['api stopping', 'api stopped', 'worker stopping', 'worker stopped'];

/** The whole product, as `npm start` runs it, through starts, stops and kills on one data directory. */
describe('npm start', () => {
  let parley: RunningParley;
  let first: Credentials;

  const request = (path: string, { baseUrl, accountKey }: Credentials, body?: object): Promise<Response> =>
    fetch(baseUrl + path, { method: body ? 'POST' : 'GET', headers: { authorization: basic(accountKey), 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  const get = async (path: string, credentials: Credentials): Promise<unknown> => (await request(path, credentials)).json();
  const post = async (path: string, credentials: Credentials, body: object): Promise<unknown> => (await request(path, credentials, body)).json();
  const works = async (credentials: Credentials): Promise<boolean> => {
    const response = await request('/v2/apps', credentials);
    await response.arrayBuffer();
    return response.ok;
  };
  const cli = (...args: string[]) => runCli(args, { PARLEY_DATA_DIR: parley.dataDir, PARLEY_PORT: new URL(parley.baseUrl).port });

  beforeAll(async () => {
    parley = await RunningParley.start();
    first = parley.credentials();
  }, 240 * SECONDS);

  afterAll(() => parley.dispose(), 60 * SECONDS);

  it('on an empty data directory writes working credentials, for its owner only', async () => {
    expect(first).toEqual({
      baseUrl: parley.baseUrl,
      accountKey: { id: expect.stringMatching(/^act_[0-9a-f]{24}$/), secret: expect.stringMatching(/^[\w-]{43}$/) },
    });
    expect(statSync(join(parley.dataDir, 'credentials.json')).mode & 0o777).toBe(0o600);
    expect(await works(first)).toBe(true);
    expect(await post('/v2/apps', first, { displayName: 'Kept' })).toMatchObject({ app: { displayName: 'Kept' } });
  });

  it('says where the API answers, where the credentials are, and one line to paste; never the secret', async () => {
    await parley.said('Paste this');
    expect(parley.output()).toContain(`The API answers at  ${parley.baseUrl}`);
    expect(parley.output()).toContain(join(parley.dataDir, 'credentials.json'));
    expect(parley.output()).toMatch(/^ {2}Backups {13}off; PARLEY_BACKUP_ZONES=\S+ [^\n]*switch/m);
    expect(parley.output()).toMatch(/curl -s -u .*\/v2\/apps\n/);
    expect(parley.output()).not.toContain(first.accountKey.secret);
  });

  it('runs API, worker and database as processes of their own, on loopback', () => {
    for (const part of ['api', 'worker', 'postgres'] as const) expect(parley.find(part)).toBeDefined();
    expect(parley.find('postgres')?.command).toContain('listen_addresses=127.0.0.1');
  });

  it('refuses a second start on the same data directory in one line', async () => {
    const second = await cli('up');
    expect(second).toEqual({ code: 1, out: '', err: `parley: Parley is already running on the data directory ${parley.dataDir}\n` });
  });

  it('starts an app that was killed again', async () => {
    for (const part of ['api', 'worker'] as const) {
      await parley.kill(part);
      await eventually(`a new ${part}`, () => parley.find(part) !== undefined, 20);
    }
    await eventually('ready', () => parley.isReady(), 20);
  }, 45 * SECONDS);

  it('starts a database that was killed again, with its data', async () => {
    await parley.kill('postgres');
    await parley.said('The embedded database ended and is started again');
    await eventually('working', () => works(first).catch(() => false), 20);
    await eventually('ready', () => parley.isReady(), 20);
  }, 45 * SECONDS);

  it('after kill -9 of the supervisor the apps end, and the next start recovers by itself with all data', async () => {
    const orphans = parley.processes();
    await parley.killSupervisor();
    await parley.start();
    expect(stillRunning(orphans)).toEqual([]);
    expect(await works(first)).toBe(true);
    expect(parley.credentials()).toEqual(first);
  }, 60 * SECONDS);

  it('on SIGTERM stops everything in order, with exit code 0 and no process left', async () => {
    expect(await parley.stop()).toEqual({ code: 0, left: [] });
    expect(parley.stops()).toEqual(IN_ORDER);
    expect(existsSync(join(parley.dataDir, 'postgres/cluster/postmaster.pid'))).toBe(false);
  }, 45 * SECONDS);

  it('on a later start keeps all data and never makes credentials again', async () => {
    rmSync(join(parley.dataDir, 'credentials.json'));
    await parley.start();
    expect(await works(first)).toBe(true);
    expect(existsSync(join(parley.dataDir, 'credentials.json'))).toBe(false);
  }, 60 * SECONDS);

  it('replaces lost credentials by the command that it says: a new key of the account whose apps are there', async () => {
    await parley.said('Credentials ');
    const [, command = ''] = /Credentials +npm run parley -- (.*)\n/.exec(parley.output()) ?? [];
    expect(await cli(...command.split(' '))).toMatchObject({ code: 0, err: '' });
    expect(statSync(join(parley.dataDir, 'credentials.json')).mode & 0o777).toBe(0o600);
    const second = parley.credentials();
    expect(second.baseUrl).toBe(first.baseUrl);
    expect(second.accountKey.id).not.toBe(first.accountKey.id);
    expect(await get('/v2/apps', second)).toMatchObject({ apps: [{ displayName: 'Kept' }] });
  }, 60 * SECONDS);

  it('lets an operator say that the secrets of keys can be read again, and that they cannot', async () => {
    const credentials = parley.credentials();
    const [app] = ((await get('/v2/apps', credentials)) as { apps: { id: string }[] }).apps;
    const keys = `/v2/apps/${app?.id}/keys`;
    const { key } = (await post(keys, credentials, { displayName: 'Mine' })) as { key: { id: string; secret: string } };
    const { secret, ...hidden } = key;
    const shown = () => get(`${keys}/${key.id}`, credentials);
    expect(await shown()).toEqual({ key: hidden });
    for (const [state, readable, answer] of [['on', true, { ...hidden, secret }], ['off', false, hidden]] as const) {
      const { code, out } = await cli('accounts', 'update', '--key-secrets-readable', state);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ account: { displayName: 'Development', keySecretsReadable: readable } });
      expect(await shown()).toEqual({ key: answer });
    }
  }, 120 * SECONDS);

  it('makes accounts and keys beside the running one, each secret shown once', async () => {
    const before = parley.credentials();
    const made = JSON.parse((await cli('accounts', 'create', '--name', 'Acme')).out) as { account: { id: string }; accountKey: Credentials['accountKey'] };
    expect(await works({ ...first, accountKey: made.accountKey })).toBe(true);
    const { accountKey } = JSON.parse((await cli('keys', 'create', '--account', made.account.id)).out) as Credentials;
    expect(await works({ ...first, accountKey })).toBe(true);
    expect(parley.credentials()).toEqual(before);
    expect(await cli('keys', 'create', '--account', 'nobody')).toMatchObject({ code: 1, err: 'parley: No account has this id\n' });
  }, 60 * SECONDS);

  it('of several accounts lists id, name, time and settings, and makes a key only of the one that is named', async () => {
    const { out } = await cli('accounts', 'list');
    const account = (displayName: string) => ({ id: expect.stringMatching(/^[0-9a-f]{24}$/), displayName, createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), keySecretsReadable: false });
    expect(JSON.parse(out)).toEqual({ accounts: [account('Development'), account('Acme')] });
    const refused = 'parley: There are several accounts: name one by --account (parley accounts list shows them)\n';
    expect(await cli('keys', 'create', '--write-credentials')).toEqual({ code: 1, out: '', err: refused });
  }, 60 * SECONDS);

  it('on SIGINT stops everything in order too', async () => {
    expect(await parley.stop('SIGINT')).toEqual({ code: 0, left: [] });
    expect(parley.stops()).toEqual(IN_ORDER);
    expect(existsSync(join(parley.dataDir, 'postgres/cluster/postmaster.pid'))).toBe(false);
  }, 45 * SECONDS);
});
