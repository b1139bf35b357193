import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@parley/postgres';
import { startApp } from './app-process.js';
import type { Key } from './credentials.js';
import type { BenchDatabase } from './database.js';
import type { Stops } from './stops.js';

export interface RunningApi {
  readonly origin: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface Parley {
  readonly api: RunningApi;
  readonly worker: number;
  readonly accountKey: Key;
  /** Starts one more API process on the same database. */
  startApi(nodeOptions: readonly string[]): Promise<RunningApi>;
}

const entry = (app: string): string => fileURLToPath(new URL(`../../../apps/${app}/dist/main.js`, import.meta.url));

/** Prepares the database by the operators' own commands, then starts API and worker as a service manager would. */
export async function startParley(database: BenchDatabase, folder: string, stops: Stops): Promise<Parley> {
  const env = {
    PATH: process.env.PATH, PARLEY_ENV: 'development', PARLEY_DATA_DIR: join(folder, 'data'), PARLEY_EGRESS_ALLOW: '127.0.0.0/8',
    PARLEY_ADMIN_DATABASE_URL: database.adminUrl, DATABASE_URL: database.runtimeUrl,
  };
  const parley = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [entry('cli'), ...args], { env })).stdout;

  const startApi = async (nodeOptions: readonly string[]): Promise<RunningApi> => {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const ports = { PARLEY_PORT: String(port), PARLEY_METRICS_PORT: String(metricsPort) };
    const api = startApp('the API', [...nodeOptions, entry('api')], { ...env, ...ports }, join(folder, 'api.log'));
    stops.add('the API', api.stop);
    const origin = `http://127.0.0.1:${port}`;
    await api.ready(`${origin}/health/live`);
    return { origin, pid: api.pid, stop: api.stop };
  };

  await parley('db', 'init');
  await parley('db', 'migrate');
  const accountKey = keyIn(await parley('accounts', 'create', 'Bench'));
  const ports = { PARLEY_WORKER_METRICS_PORT: String(await freePort()) };
  const worker = startApp('the worker', [entry('worker')], { ...env, ...ports }, join(folder, 'worker.log'));
  stops.add('the worker', worker.stop);
  const api = await startApi([]);
  await worker.ready(`${api.origin}/health/ready`);
  return { api, worker: worker.pid, accountKey, startApi };
}

/** The key that a command printed. */
function keyIn(output: string): Key {
  const [id, secret] = [/\bact_[0-9a-f]{24}\b/.exec(output)?.[0], /\b[\w-]{43}\b/.exec(output)?.[0]];
  if (id === undefined || secret === undefined) throw new Error('parley accounts create printed no key');
  return { id, secret };
}
