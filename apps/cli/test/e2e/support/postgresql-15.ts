import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@parley/testing';
import pg from 'pg';
import { eventually } from './eventually.js';

const BINARIES = '/usr/lib/postgresql/15/bin';
const PASSWORD = 'secret';

/** PostgreSQL refuses to run as root; then it runs as `nobody`. */
const OTHER_USER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** Ends the server and removes its files when our end of the pipe closes, also when we are killed. */
const GUARD = 'folder=$1; shift; "$@" & read -r _; kill -QUIT $!; wait $!; rm -rf "$folder"';

/** Debian's PostgreSQL 15, the oldest that Parley runs on, with an empty cluster of its own. */
export interface Postgresql15 {
  url(user: string, database: string): string;
  /** Runs one statement as a role, on a connection of its own. */
  run<Row extends pg.QueryResultRow>(user: string, database: string, sql: string): Promise<Row[]>;
  /** All that it has logged: every statement, and every error. */
  log(): string;
  stop(): Promise<void>;
}

/** Makes the cluster and starts the server on loopback; its superuser is `postgres`. All roles have the password of the URLs. */
export async function startPostgresql15(): Promise<Postgresql15> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-postgresql-15-'));
  const [cluster, password] = [join(folder, 'cluster'), join(folder, 'password')];
  mkdirSync(cluster, { mode: 0o700 });
  writeFileSync(password, PASSWORD, { mode: 0o600 });
  if (OTHER_USER) for (const path of [folder, cluster, password]) chownSync(path, OTHER_USER.uid, OTHER_USER.gid);
  const options = { ...OTHER_USER, cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } };
  try {
    execFileSync(join(BINARIES, 'initdb'), ['-D', cluster, '-U', 'postgres', `--pwfile=${password}`, '--auth=scram-sha-256', '--encoding=UTF8', '--no-sync'], { ...options, stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', log_statement: 'all' };
  const server = [join(BINARIES, 'postgres'), '-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const guard = spawn('sh', ['-c', GUARD, 'guard', folder, ...server], { ...options, stdio: ['pipe', 'ignore', 'pipe'], detached: true });
  let log = '';
  guard.stderr.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));

  const url = (user: string, database: string): string => `postgres://${user}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const run = async <Row extends pg.QueryResultRow>(user: string, database: string, sql: string): Promise<Row[]> => {
    const client = new pg.Client(url(user, database));
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const stop = async (): Promise<void> => {
    const ended = once(guard, 'close');
    guard.stdin.end();
    await ended;
  };
  try {
    await eventually('PostgreSQL 15', () => log.includes('database system is ready to accept connections'), 60);
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL 15 does not start:\n${log}`, { cause: error });
  }
  return { url, run, log: () => log, stop };
}
