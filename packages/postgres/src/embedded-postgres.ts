import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runnableBinaries } from './binaries.js';
import { SUPERUSER, ensureCluster, filesOf } from './cluster.js';
import { freePort } from './free-port.js';
import { boundLog, lastLine } from './log-file.js';
import { PostgresError } from './postgres-error.js';
import { readPostmaster, stopOrphan } from './postmaster.js';
import { serverUser } from './server-user.js';
import { spawnServer } from './spawn-server.js';

/** A running embedded server. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** The superuser's URL of a database; holds the password. */
  url(database: string): string;
  /** Resolves when the server has ended, whoever ended it. */
  readonly exited: Promise<void>;
  /** Ends sessions and stops (a fast shutdown); at once when `hurry`. Resolves when the server is gone. */
  stop(hurry?: boolean): Promise<void>;
}

const [READY_SECONDS, STOP_SECONDS, POLL_MS, ATTEMPTS] = [60, 20, 25, 5];

/** Settings of the server beside, or instead of, those that Parley's has: by their names in postgresql.conf. */
export type ServerSettings = Readonly<Record<string, string>>;

const settings = (port: number, more: ServerSettings): string[] =>
  Object.entries({
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    wal_level: 'logical',
    max_slot_wal_keep_size: '1GB',
    max_connections: 200,
    log_line_prefix: '%m [%p] ',
    // Statements hold what customers wrote; the log must not.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...more,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/**
 * Starts PostgreSQL on loopback with its files in `folder`; the first start makes the cluster. A server that an earlier,
 * killed supervisor left behind is stopped first: the caller holds the lock that makes this safe.
 * Throws PostgresError, one line.
 */
export async function startPostgres(folder: string, port?: number, more: ServerSettings = {}): Promise<EmbeddedPostgres> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const user = serverUser();
  const binaries = runnableBinaries(user !== undefined);
  const { cluster, password, log } = filesOf(folder);
  await stopOrphan(cluster);
  boundLog(log);
  await ensureCluster(folder, binaries, user);
  for (let attempt = 1; ; attempt += 1) {
    const chosen = port ?? (await freePort());
    const output = openSync(log, 'a', 0o600);
    const args = (paths: readonly string[]) => ['-D', paths[0] ?? '', ...settings(chosen, more)];
    const server = spawnServer({ program: join(binaries, 'bin', 'postgres'), folders: [cluster], args, output, user });
    closeSync(output);
    if (await becomesReady(server, cluster)) return handle(server, chosen, readFileSync(password, 'utf8').trim());
    if (attempt === ATTEMPTS) throw new PostgresError(`The embedded database does not start: ${lastLine(log)}`);
    // The port was taken meanwhile, or the processes of a killed server are still ending.
    await delay(attempt * 500);
  }
}

const hasEnded = (server: ChildProcess): boolean => server.exitCode !== null || server.signalCode !== null;

async function becomesReady(server: ChildProcess, cluster: string): Promise<boolean> {
  await once(server, 'spawn');
  for (let left = (READY_SECONDS * 1000) / POLL_MS; left > 0; left -= 1) {
    if (hasEnded(server)) return false;
    const postmaster = readPostmaster(cluster);
    if (postmaster?.pid === server.pid && postmaster?.ready) return true;
    await delay(POLL_MS);
  }
  server.kill('SIGQUIT');
  return false;
}

/** Of a database of the server at a port. */
export const superuserUrl = (port: number, password: string, database: string): string => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;

function handle(server: ChildProcess, port: number, password: string): EmbeddedPostgres {
  const exited = new Promise<void>((resolve) => {
    if (hasEnded(server)) resolve();
    else server.once('exit', () => resolve());
  });
  return {
    port,
    exited,
    url: (database) => superuserUrl(port, password, database),
    async stop(hurry = false) {
      server.kill(hurry ? 'SIGQUIT' : 'SIGINT');
      const timer = setTimeout(() => server.kill('SIGQUIT'), STOP_SECONDS * 1000);
      await exited;
      clearTimeout(timer);
    },
  };
}
