import type { Settings } from '@parley/kernel';
import { filesOf, reservePorts, runningPostmaster, startPostgres, superuserUrl, type EmbeddedPostgres } from '@parley/postgres';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { writePrivateFile } from '../data-dir/write-file.js';
import type { DataDir } from '../data-dir/data-dir.js';
import type { DatabaseUrls } from './prepare.js';

const DATABASE = 'parley';
export const RUNTIME_ROLE = 'parley_runtime';
const BACKUP_ROLE = 'parley_backup';
const DRILL_ROLE = 'parley_drill';

/** The embedded database, its roles' URLs, and how it is stopped. */
export interface EmbeddedDatabase extends DatabaseUrls {
  readonly server: EmbeddedPostgres;
  readonly adminUrl: string;
}

const backupPasswordFile = (dataDir: DataDir): string => join(dataDir.database, 'backup-password');

function passwordIn(file: string): string {
  if (!existsSync(file)) writePrivateFile(file, randomBytes(32).toString('base64url'));
  return readFileSync(file, 'utf8').trim();
}

const runtimeUrlAt = (folder: string, port: number): string =>
  `postgres://${RUNTIME_ROLE}:${passwordIn(join(folder, 'runtime-password'))}@127.0.0.1:${port}/${DATABASE}`;

/** Starts the embedded server and makes the database in it. The caller holds the data directory's lock. */
export async function startEmbedded(settings: Settings, dataDir: DataDir): Promise<EmbeddedDatabase> {
  // The apps will listen there, and do not yet.
  reservePorts([settings.port, settings.metricsPort, settings.workerMetricsPort]);
  const server = await startPostgres(dataDir.database);
  const client = new pg.Client(server.url('postgres'));
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  const runtimeUrl = runtimeUrlAt(dataDir.database, server.port);
  return { server, adminUrl: server.url(DATABASE), runtimeUrl, backupUrl: embeddedBackupUrl(settings, dataDir, runtimeUrl), drillUrl: embeddedDrillUrl(settings, dataDir, runtimeUrl) };
}

/**
 * The URL of the embedded database for the role that reads for backups, where they are on; also where they were once, as
 * what they leave in the database has to be removed.
 */
export function embeddedBackupUrl({ backupZones }: Settings, dataDir: DataDir, runtimeUrl: string): string | undefined {
  const file = backupPasswordFile(dataDir);
  if (backupZones === undefined && !existsSync(file)) return undefined;
  return Object.assign(new URL(runtimeUrl), { username: BACKUP_ROLE, password: passwordIn(file) }).href;
}

/** The URL of the embedded server for the role that drills are done as, where backups are on and no other server is named for drills. */
export function embeddedDrillUrl({ backupZones, backupDrillDatabaseUrl }: Settings, dataDir: DataDir, runtimeUrl: string): string | undefined {
  if (backupZones === undefined || backupDrillDatabaseUrl !== undefined) return undefined;
  return Object.assign(new URL(runtimeUrl), { username: DRILL_ROLE, password: passwordIn(join(dataDir.database, 'drill-password')), pathname: '/postgres' }).href;
}

/** The runtime role's URL of the embedded server that `parley up` runs at this moment, if it does. */
export function runningEmbedded(dataDir: DataDir): string | undefined {
  const postmaster = runningPostmaster(filesOf(dataDir.database).cluster);
  return postmaster?.ready ? runtimeUrlAt(dataDir.database, postmaster.port) : undefined;
}

/** The same, with the owner's. */
export function runningEmbeddedUrls(dataDir: DataDir): { readonly runtimeUrl: string; readonly adminUrl: string; readonly backupUrl: undefined } | undefined {
  const { cluster, password } = filesOf(dataDir.database);
  const postmaster = runningPostmaster(cluster);
  if (!postmaster?.ready) return undefined;
  return { runtimeUrl: runtimeUrlAt(dataDir.database, postmaster.port), adminUrl: superuserUrl(postmaster.port, readFileSync(password, 'utf8').trim(), DATABASE), backupUrl: undefined };
}
