import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { postgresBinaries } from './binaries.js';

/** A PostgreSQL server that ends with the process that started it, however that process ends. */
export interface PostgresServer {
  /** A superuser's connection to the database `postgres`. */
  readonly superuserUrl: string;
  stop(): Promise<void>;
}

/** Nothing here must survive a power cut: durability is switched off for speed. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'logical',
  max_connections: '200',
  shared_buffers: '64MB',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
};

/** PostgreSQL refuses to run as root, so root hands it to `nobody`. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/**
 * The shell waits for its input to end, which happens also when its parent is killed with SIGKILL,
 * then ends the server and removes the folder.
 */
const GUARD = '"$1" -D "$2/data" "${@:3}" & server=$!; read -r _; kill -QUIT $server; wait $server; rm -rf "$2"';

/** Starts an empty server in a new folder of the system's temporary directory. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  chmodSync(folder, 0o755);
  const bin = postgresBinaries(folder);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (NOBODY.uid) execFileSync('chown', ['-R', `${NOBODY.uid}:${NOBODY.gid}`, folder]);
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], { ...NOBODY, cwd: folder, stdio: 'pipe' });
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const guard = spawn('bash', ['-c', GUARD, 'guard', join(bin, 'postgres'), folder, ...settings], {
    ...NOBODY, cwd: folder, stdio: ['pipe', 'ignore', 'pipe'], detached: true,
  });
  const superuserUrl = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  await ready(guard);
  await reachable(superuserUrl);
  return {
    superuserUrl,
    stop: async () => {
      const ended = once(guard, 'exit');
      guard.stdin.end();
      await ended;
    },
  };
}

/** Resolves when PostgreSQL says that it accepts connections; rejects with its output when it ends before. Later output is dropped. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000);
      if (output.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL ended: ${output}`)));
  });
}

async function reachable(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.end();
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
