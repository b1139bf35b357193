import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@parley/postgres';
import { startApp } from '../stage/app-process.js';
import type { Key } from '../stage/credentials.js';
import { entry, WORKER_FLAGS } from '../stage/parley.js';
import type { Stops } from '../stage/stops.js';
import type { Postgresql15 } from './postgresql-15.js';

/** The zones, two directories. */
export const ZONES = ['near', 'far'] as const;

/** A process of the product that runs. */
export interface Running {
  readonly origin: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** A worker, and where its metrics are. */
export type RunningWorker = Omit<Running, 'origin'> & { readonly metrics: string };

/** Parley on one database of the server, with zones of its own. */
export class Product {
  readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly folder: string,
    private readonly server: Postgresql15,
    readonly database: string,
    private readonly stops: Stops,
  ) {
    mkdirSync(join(folder, database), { recursive: true });
    this.env = {
      PATH: process.env.PATH, PARLEY_ENV: 'development', PARLEY_DATA_DIR: join(folder, 'data'), PARLEY_EGRESS_ALLOW: '127.0.0.0/8', PARLEY_LOG_LEVEL: 'warn',
      // The limits count, and never bite.
      PARLEY_RATE_LIMIT_KEY: '1000000', PARLEY_RATE_LIMIT_APP: '1000000',
      PARLEY_ADMIN_DATABASE_URL: server.url(database), DATABASE_URL: server.roleUrl('parley_runtime', database), PARLEY_BACKUP_DATABASE_URL: server.roleUrl('parley_backup', database),
    };
  }

  /** A zone's directory. */
  zone(name: string): string {
    return join(this.folder, this.database, name);
  }

  /** What switches backups on. */
  private get backups(): NodeJS.ProcessEnv {
    return { PARLEY_BACKUP_ZONES: ZONES.map((name) => `${name}=${this.zone(name)}`).join(','), PARLEY_BACKUP_SPOOL: this.zone('spool'), PARLEY_BACKUP_SCHEDULE: '7d' };
  }

  /** The arguments and the environment of one of the operator's commands. */
  command(...args: readonly string[]): { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv } {
    return { args: [entry('cli'), ...args], env: { ...this.env, ...this.backups } };
  }

  /** Runs one, and answers what it said. */
  async run(...args: readonly string[]): Promise<string> {
    const command = this.command(...args);
    return (await promisify(execFile)(process.execPath, [...command.args], { env: command.env, maxBuffer: 2 ** 26 })).stdout;
  }

  /** Makes the database, the roles and the tables, and an account. */
  async prepare(): Promise<Key> {
    await this.server.run('postgres', `create database ${this.database}`);
    await this.run('db', 'init');
    await this.run('db', 'migrate');
    return (JSON.parse(await this.run('accounts', 'create', '--name', 'Bench')) as { accountKey: Key }).accountKey;
  }

  /** The API, which knows nothing of backups. */
  async startApi(): Promise<Running> {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const api = this.start('api', [], { PARLEY_PORT: String(port), PARLEY_METRICS_PORT: String(metricsPort), PARLEY_BACKUP_DATABASE_URL: undefined });
    const origin = `http://127.0.0.1:${port}`;
    await api.ready(`${origin}/health/live`);
    return { origin, ...api };
  }

  /** The worker, as the product starts it; with backups, so a new database's first snapshot begins at once. */
  async startWorker(nodeOptions: readonly string[] = []): Promise<RunningWorker> {
    const metrics = `http://127.0.0.1:${await freePort()}/metrics`;
    const worker = this.start('worker', [...WORKER_FLAGS, ...nodeOptions], { ...this.backups, PARLEY_WORKER_METRICS_PORT: new URL(metrics).port });
    await worker.ready(metrics);
    return { metrics, ...worker };
  }

  private start(name: 'api' | 'worker', flags: readonly string[], more: NodeJS.ProcessEnv) {
    const app = startApp(`the ${name}`, [...flags, entry(name)], { ...this.env, ...more }, join(this.folder, this.database, `${name}.log`));
    this.stops.add(`the ${name}`, () => app.stop());
    return { pid: app.pid, ready: (url: string) => app.ready(url), stop: () => app.stop() };
  }

  /** A copy of the database under another name, which nobody may be connected to meanwhile. */
  async copy(name: string): Promise<Product> {
    await this.server.run('postgres', `create database ${name} template ${this.database} strategy file_copy`, 'checkpoint');
    return new Product(this.folder, this.server, name, this.stops);
  }
}
