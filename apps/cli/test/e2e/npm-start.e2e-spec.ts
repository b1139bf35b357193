import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { basic } from './support/authorization.js';
import { Conformance } from './support/conformance.js';
import { freshCheckout, machineEnvironment, type FreshCheckout } from './support/fresh-checkout.js';
import { processTable } from './support/process-table.js';
import { RestClient } from './support/rest-client.js';
import { RunningParley, type Credentials } from './support/running-parley.js';

const SECONDS = 1000;

/** The first of the two commands, as a stranger types it: nothing is installed, nothing is built. */
describe('npm start in a fresh checkout, below a folder of mode 0700', () => {
  let checkout: FreshCheckout;
  let parley: RunningParley;
  let first: Credentials;
  const conformance = new Conformance();
  const rest = () => new RestClient(parley.baseUrl, basic(first.accountKey), conformance);
  const appNames = async () => (await rest().get<{ apps: { displayName: string }[] }>('/v2/apps')).apps.map(({ displayName }) => displayName);

  beforeAll(async () => {
    checkout = freshCheckout();
    parley = await RunningParley.start({}, { command: 'npm', args: ['start'], cwd: checkout.folder, env: machineEnvironment(), dataDir: join(checkout.folder, '.parley') });
    first = parley.credentials();
  }, 600 * SECONDS);

  afterAll(async () => {
    await parley?.dispose();
    checkout?.remove();
  }, 120 * SECONDS);

  it('installs, builds and starts with Node and npm alone', async () => {
    expect(statSync(checkout.folder).mode & 0o777).toBe(0o700);
    await parley.said('Paste this');
    expect(parley.output()).toContain('Installing packages');
    expect(first.baseUrl).toBe(parley.baseUrl);
    await rest().post('/v2/apps', { displayName: 'Kept' });
    expect(await appNames()).toEqual(['Kept']);
  }, 60 * SECONDS);

  it('runs every process of ours, and what any script calls node, by the Node 24 that npm brought, also where the machine’s own is older', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(checkout.folder, 'package.json'), 'utf8')) as { optionalDependencies: Record<string, string> };
    const brought = optionalDependencies[`node-${process.platform}-${process.arch}`];
    const version = brought === undefined ? process.version : `v${brought}`;
    const answer = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: checkout.folder, env: machineEnvironment(), encoding: 'utf8' }).trim();
    const running = parley.processes().flatMap(({ command }) => {
      const [program = '', ...words] = command.split(' ');
      const main = words.find((word) => word.endsWith('dist/main.js'));
      return main === undefined ? [] : [`${main.split('/').at(-3)} ${answer(program, '--version')}`];
    });
    expect(running.toSorted()).toEqual([`api ${version}`, `cli ${version}`, `worker ${version}`]);
    expect(answer('npm', 'exec', '--offline', '-c', 'node --version')).toBe(version);
  }, 60 * SECONDS);

  it('at Ctrl-C, which the terminal sends to the whole process group, stops everything in order and leaves no process', async () => {
    const { code, left } = await parley.stop('SIGINT');
    // What npm makes of it depends on the shell it puts between; in every case it has waited for the end.
    expect([0, 130, 'SIGINT']).toContain(code);
    expect(left).toEqual([]);
    expect(processTable().filter(({ command }) => command.includes(checkout.folder))).toEqual([]);
    expect(parley.stops()).toEqual(['api stopping', 'api stopped', 'worker stopping', 'worker stopped']);
    expect(existsSync(join(parley.dataDir, 'postgres/cluster/postmaster.pid'))).toBe(false);
  }, 60 * SECONDS);

  it('started again keeps all data and installs nothing', async () => {
    await parley.start();
    expect(parley.credentials()).toEqual(first);
    expect(await appNames()).toEqual(['Kept']);
    expect(parley.output()).not.toContain('Installing packages');
    expect([...conformance.faults]).toEqual([]);
  }, 240 * SECONDS);
});
