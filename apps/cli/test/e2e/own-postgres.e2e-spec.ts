import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '@parley/platform/migrations';
import { webhookTarget, type WebhookTarget } from '@parley/testing';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { basic, type ApiKey } from './support/authorization.js';
import { Conformance } from './support/conformance.js';
import { eventually } from './support/eventually.js';
import { operatorDatabase, type OperatorDatabase } from './support/operator-database.js';
import { freePorts } from './support/ports.js';
import { RestClient } from './support/rest-client.js';
import { appLines, databaseCommands, exported, ROOT, withPnpm } from './support/run-it-your-way.js';
import { RunningParley } from './support/running-parley.js';
import { shellProcess, type ShellProcess } from './support/shell-process.js';
import { eventsOf, firstArrivals } from './support/webhook-events.js';

const SECONDS = 1000;
const answers = async (url: string): Promise<boolean> => {
  const response = await fetch(url).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status === 200;
};

describe('README, "Run it your way", on a PostgreSQL of the operator’s', () => {
  const conformance = new Conformance();
  const started: ShellProcess[] = [];
  let database: OperatorDatabase;
  let target: WebhookTarget;
  let env: Record<string, string>;
  let keys: string;
  let key: ApiKey;
  let [port, metrics, workerMetrics, secondPort, secondMetrics, secondWorkerMetrics]: number[] = [];
  const forApps = () => ({ DATABASE_URL: database.runtimeUrl, PARLEY_ROOT_KEY_FILE: join(keys, 'root.key'), PARLEY_KEY_STORE: join(keys, 'store') });
  const exports = () => ({ ...forApps(), PARLEY_ADMIN_DATABASE_URL: database.adminUrl });

  /** Types one of the README's commands; rejects with what it wrote when it fails. */
  const type = async (command = ''): Promise<string> => (await promisify(execFile)('sh', ['-c', command], { cwd: ROOT, env: { ...env, ...exports() } })).stdout;

  beforeAll(async () => {
    keys = mkdtempSync(join(tmpdir(), 'parley-keys-'));
    [database, target, env] = await Promise.all([operatorDatabase(), webhookTarget(), withPnpm()]);
    [port, metrics, workerMetrics, secondPort, secondMetrics, secondWorkerMetrics] = await freePorts(6);
  }, 120 * SECONDS);
  afterAll(async () => {
    await Promise.all(started.map((app) => app.stop()));
    await Promise.all([database.close(), target.close()]);
    rmSync(keys, { recursive: true });
  }, 120 * SECONDS);

  it('names both URLs, the key file and the key store, four commands for the database and four for the apps', () => {
    expect(exported()).toEqual(['DATABASE_URL', 'PARLEY_ADMIN_DATABASE_URL', 'PARLEY_ROOT_KEY_FILE', 'PARLEY_KEY_STORE']);
    expect([databaseCommands().length, appLines(() => 0).length]).toEqual([4, 4]);
  });

  it('db init and db migrate make role, tables and root key and say so; run again, they change nothing', async () => {
    const [init, migrate] = databaseCommands();
    expect(await type(init)).toBe('The database is made.\n');
    const told = (await type(migrate)).trim().split('\n');
    expect(told.at(-1)).toMatch(/^The root key is made; \S+root\.key opens it\. /);
    const ran = told.slice(0, -1);
    expect(ran).toHaveLength(MIGRATIONS.length);
    for (const name of ran) expect(name).toMatch(/^\w+\d{13}$/);
    expect(await type(init)).toBe('The database is made.\n');
    expect(await type(migrate)).toBe('The tables are up to date.\n');
  }, 120 * SECONDS);

  it('accounts create makes an account with a key, before which there is none to make a key of', async () => {
    const [, , create, another] = databaseCommands();
    await expect(type(another)).rejects.toMatchObject({ code: 1, stdout: '', stderr: 'parley: There is no account: parley accounts create makes one\n' });
    ({ accountKey: key } = JSON.parse(await type(create)) as { accountKey: ApiKey });
    expect(JSON.parse(await type(another))).toEqual({ accountKey: { id: expect.stringMatching(/^act_/), secret: expect.any(String) } });
  }, 120 * SECONDS);

  it('API and worker start alone, two of each beside each other', async () => {
    const ports: Record<string, number | undefined> = { 4010: secondPort, 4011: secondMetrics, 4012: secondWorkerMetrics };
    const apps = { ...env, ...forApps(), PARLEY_DATA_DIR: keys, PARLEY_PORT: `${port}`, PARLEY_METRICS_PORT: `${metrics}`, PARLEY_WORKER_METRICS_PORT: `${workerMetrics}`, PARLEY_EGRESS_ALLOW: '127.0.0.1' };
    started.push(...appLines((documented) => ports[documented] ?? 0).map((line) => shellProcess(line, ROOT, apps)));
    const urls = [port, secondPort].map((api) => `http://127.0.0.1:${api}/health/ready`)
      .concat([metrics, workerMetrics, secondMetrics, secondWorkerMetrics].map((each) => `http://127.0.0.1:${each}/metrics`));
    await eventually('ready, all four', async () => {
      if (!started.every((app) => app.running())) throw new Error(started.map((app) => app.output()).join('\n'));
      return (await Promise.all(urls.map(answers))).every(Boolean);
    }, 180);
  }, 200 * SECONDS);

  it('what is posted through both APIs in turn is delivered, in order', async () => {
    const [first, second] = [port, secondPort].map((api) => new RestClient(`http://127.0.0.1:${api}`, basic(key), conformance)) as [RestClient, RestClient];
    const { app } = await first.post<{ app: { id: string } }>('/v2/apps', { displayName: 'Mine' });
    await second.post(`/v2/apps/${app.id}/integrations`, { type: 'custom', displayName: 'Mine', webhooks: [{ target: target.url, triggers: ['conversation:message'] }] });
    await first.post(`/v2/apps/${app.id}/users`, { externalId: 'ada' });
    const { conversation } = await second.post<{ conversation: { id: string } }>(`/v2/apps/${app.id}/conversations`, { type: 'personal', participants: [{ userExternalId: 'ada' }] });
    const messages = `/v2/apps/${app.id}/conversations/${conversation.id}/messages`;
    const texts = Array.from({ length: 10 }, (_, index) => `number ${index}`);
    for (const [index, text] of texts.entries()) await (index % 2 === 0 ? first : second).post(messages, { author: { type: 'business' }, content: { type: 'text', text } });
    const delivered = () => firstArrivals(eventsOf(target.received)).map(({ payload }) => payload.message?.content.text);
    await target.until(() => delivered().length === texts.length, 60 * SECONDS);
    expect(delivered()).toEqual(texts);
    expect((await second.allTexts(messages)).map(({ text }) => text)).toEqual(texts);
    expect([...conformance.faults]).toEqual([]);
  }, 90 * SECONDS);

  it('SIGTERM stops each in order and leaves no process', async () => {
    await Promise.all(started.map((app) => app.stop()));
    for (const app of started) expect(app.output()).toContain('"msg":"stopped"');
  }, 60 * SECONDS);
});

describe('npm start on a PostgreSQL of the operator’s', () => {
  let database: OperatorDatabase;
  let parley: RunningParley;

  beforeAll(async () => {
    database = await operatorDatabase();
    parley = await RunningParley.start({ DATABASE_URL: database.runtimeUrl, PARLEY_ADMIN_DATABASE_URL: database.adminUrl });
  }, 200 * SECONDS);
  afterAll(async () => {
    await parley?.dispose();
    await database.close();
  }, 60 * SECONDS);

  it('makes role and tables there, becomes ready and writes credentials that work; no other database is started', async () => {
    await parley.said('Paste this');
    const rest = new RestClient(parley.baseUrl, basic(parley.credentials().accountKey), new Conformance());
    await rest.post('/v2/apps', { displayName: 'Mine' });
    expect(await rest.get('/v2/apps')).toMatchObject({ apps: [{ displayName: 'Mine' }] });
    expect(parley.find('postgres')).toBeUndefined();
    expect(existsSync(join(parley.dataDir, 'postgres'))).toBe(false);
  }, 60 * SECONDS);

  it('stops in order, with exit code 0 and no process left', async () => {
    expect(await parley.stop()).toEqual({ code: 0, left: [] });
    expect(parley.stops()).toEqual(['api stopping', 'api stopped', 'worker stopping', 'worker stopped']);
  }, 60 * SECONDS);
});
