import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@parley/postgres';
import pg from 'pg';

const BINARIES = '/usr/lib/postgresql/15/bin';
const PASSWORD = 'bench';
const READY_SECONDS = 60;

/** PostgreSQL refuses to run as root; then it runs as `nobody`. */
const OTHER_USER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** Ends the server and removes its files when our end of the pipe closes, also when the bench is killed. */
const GUARD = 'folder=$1; shift; "$@" & read -r _; kill -INT $!; wait $!; rm -rf "$folder"';

/** As a server for this work would be set: durable, with room for the work of both sides alike. */
const SETTINGS = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', wal_level: 'logical', max_slot_wal_keep_size: '16GB', max_connections: '200',
  shared_buffers: '512MB', max_wal_size: '4GB', checkpoint_timeout: '15min', maintenance_work_mem: '256MB', log_min_messages: 'fatal',
};

/** Debian's PostgreSQL 15 with an empty cluster of its own; its commits are durable. */
export interface Postgresql15 {
  /** The superuser's URL of a database. */
  readonly url: (database: string) => string;
  /** A URL of a role that the product makes, with a password of the bench. */
  readonly roleUrl: (role: string, database: string) => string;
  readonly postmaster: number;
  /** Where its tools are. */
  readonly tool: (name: string) => string;
  /** Runs statements as the superuser, each on its own. */
  readonly run: <Row extends pg.QueryResultRow>(database: string, ...statements: readonly string[]) => Promise<Row[]>;
  stop(): Promise<void>;
}

/** Makes the cluster and starts the server on loopback. */
export async function startPostgresql15(): Promise<Postgresql15> {
  if (!existsSync(join(BINARIES, 'postgres'))) throw new Error(`Debian's PostgreSQL 15 is missing: apt-get install postgresql-15`);
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-postgresql-15-'));
  const [cluster, password, log] = [join(folder, 'cluster'), join(folder, 'password'), join(folder, 'log')];
  mkdirSync(cluster, { mode: 0o700 });
  for (const [path, text] of [[password, PASSWORD], [log, '']] as const) writeFileSync(path, text, { mode: 0o600 });
  if (OTHER_USER) for (const path of [folder, cluster, password, log]) chownSync(path, OTHER_USER.uid, OTHER_USER.gid);
  const options = { ...OTHER_USER, cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } };
  execFileSync(join(BINARIES, 'initdb'), ['-D', cluster, '-U', 'postgres', `--pwfile=${password}`, '--auth=scram-sha-256', '--encoding=UTF8'], { ...options, stdio: 'pipe' });
  const port = await freePort();
  const settings = Object.entries({ port, ...SETTINGS }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const guard = spawn('sh', ['-c', GUARD, 'guard', folder, join(BINARIES, 'postgres'), '-D', cluster, ...settings], { ...options, stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const stop = async (): Promise<void> => {
    if (guard.exitCode !== null || guard.signalCode !== null) return;
    const ended = once(guard, 'close');
    guard.stdin.end();
    await ended;
  };

  const urlOf = (user: string, database: string): string => `postgres://${user}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const url = (database: string): string => urlOf('postgres', database);
  const run = async <Row extends pg.QueryResultRow>(database: string, ...statements: readonly string[]): Promise<Row[]> => {
    const client = new pg.Client(url(database));
    await client.connect();
    try {
      let rows: Row[] = [];
      for (const statement of statements) ({ rows } = await client.query<Row>(statement));
      return rows;
    } finally {
      await client.end();
    }
  };
  try {
    await answers(run);
  } catch (error) {
    await stop();
    throw error;
  }
  const postmaster = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return { url, roleUrl: urlOf, postmaster, tool: (name) => join(BINARIES, name), run, stop };
}

async function answers(run: Postgresql15['run']): Promise<void> {
  const deadline = performance.now() + READY_SECONDS * 1000;
  for (;;) {
    try {
      await run('postgres', 'select 1');
      return;
    } catch (error) {
      if (performance.now() > deadline) throw new Error('PostgreSQL 15 does not start', { cause: error });
      await delay(100);
    }
  }
}
