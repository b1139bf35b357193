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
  /** What its apps are started with. */
  readonly env: NodeJS.ProcessEnv;
  /** Starts one more API process on the same database. */
  readonly startApi: (nodeOptions: readonly string[]) => Promise<RunningApi>;
}

/** Where an app of the product starts. */
export const entry = (app: 'api' | 'cli' | 'worker'): string => fileURLToPath(new URL('main.js', import.meta.resolve(`@parley/${app}`)));

/** As the product starts its worker. */
export const WORKER_FLAGS = ['--enable-source-maps', '--max-semi-space-size=4'];

/** Prepares the database by the operators' own commands, then starts API and worker as a service manager would. */
export async function startParley(database: BenchDatabase, folder: string, stops: Stops, more: NodeJS.ProcessEnv = {}): Promise<Parley> {
  const env = {
    PATH: process.env.PATH, PARLEY_ENV: 'development', PARLEY_DATA_DIR: join(folder, 'data'), PARLEY_EGRESS_ALLOW: '127.0.0.0/8',
    // The limits count, and never bite.
    PARLEY_RATE_LIMIT_KEY: '1000000', PARLEY_RATE_LIMIT_APP: '1000000', PARLEY_RATE_LIMIT_CHANNEL: '1000000',
    PARLEY_ADMIN_DATABASE_URL: database.adminUrl, DATABASE_URL: database.runtimeUrl, ...more,
  };
  const parley = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [entry('cli'), ...args], { env })).stdout;

  const startApi = async (nodeOptions: readonly string[]): Promise<RunningApi> => {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const ports = { PARLEY_PORT: String(port), PARLEY_METRICS_PORT: String(metricsPort) };
    const api = startApp('the API', ['--enable-source-maps', ...nodeOptions, entry('api')], { ...env, ...ports }, join(folder, 'api.log'));
    stops.add('the API', () => api.stop());
    const origin = `http://127.0.0.1:${port}`;
    await api.ready(`${origin}/health/live`);
    return { origin, pid: api.pid, stop: () => api.stop() };
  };

  await parley('db', 'init');
  await parley('db', 'migrate');
  const { accountKey } = JSON.parse(await parley('accounts', 'create', '--name', 'Bench')) as { accountKey: Key };
  const ports = { PARLEY_WORKER_METRICS_PORT: String(await freePort()) };
  const worker = startApp('the worker', [...WORKER_FLAGS, entry('worker')], { ...env, ...ports }, join(folder, 'worker.log'));
  stops.add('the worker', () => worker.stop());
  const api = await startApi([]);
  await worker.ready(`${api.origin}/health/ready`);
  return { api, worker: worker.pid, accountKey, env, startApi };
}
