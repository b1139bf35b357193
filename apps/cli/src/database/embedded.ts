import { filesOf, runningPostmaster, startPostgres, type EmbeddedPostgres } from '@parley/postgres';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { writePrivateFile } from '../data-dir/write-file.js';
import type { DataDir } from '../data-dir/data-dir.js';

const DATABASE = 'parley';
export const RUNTIME_ROLE = 'parley_runtime';

/** The embedded database, its two roles' URLs, and how it is stopped. */
export interface EmbeddedDatabase {
  readonly server: EmbeddedPostgres;
  readonly adminUrl: string;
  readonly runtimeUrl: string;
}

function runtimePassword(folder: string): string {
  const file = join(folder, 'runtime-password');
  if (!existsSync(file)) writePrivateFile(file, randomBytes(32).toString('base64url'));
  return readFileSync(file, 'utf8').trim();
}

const runtimeUrlAt = (folder: string, port: number): string =>
  `postgres://${RUNTIME_ROLE}:${runtimePassword(folder)}@127.0.0.1:${port}/${DATABASE}`;

/** Starts the embedded server and makes the database in it. The caller holds the data directory's lock. */
export async function startEmbedded(dataDir: DataDir): Promise<EmbeddedDatabase> {
  const server = await startPostgres(dataDir.database);
  const client = new pg.Client(server.url('postgres'));
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  return { server, adminUrl: server.url(DATABASE), runtimeUrl: runtimeUrlAt(dataDir.database, server.port) };
}

/** The runtime role's URL of the embedded server that `parley up` runs at this moment, if it does. */
export function runningEmbedded(dataDir: DataDir): string | undefined {
  const postmaster = runningPostmaster(filesOf(dataDir.database).cluster);
  return postmaster?.ready ? runtimeUrlAt(dataDir.database, postmaster.port) : undefined;
}
