import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { initDatabase, migrate } from '@parley/persistence';
import { MIGRATIONS } from '@parley/platform/migrations';
import { startPostgresql15 } from '../backup/postgresql-15.js';
import { installTools } from '../backup/tools.js';
import { baselineOf } from './baseline-of.js';

/** Where the committed script lies, seen from this file's compiled form. */
const FILE = new URL('../../../packages/platform/schema/baseline.sql', import.meta.url);
const DATABASE = 'baseline';

/** Everything but what `initDatabase` makes and the job queue's tables, which bring themselves up to date. */
const DUMP = ['--no-owner', '--no-privileges', '--inserts', '--exclude-schema=graphile_worker', '--exclude-table=parley_meta'];

installTools((line) => process.stderr.write(`${line}\n`));
const server = await startPostgresql15();
try {
  await server.run('postgres', `create database ${DATABASE}`);
  const url = server.url(DATABASE);
  await initDatabase(url, { runtimeRole: 'parley_runtime', password: 'none', env: 'development' });
  const migrations = await migrate(url, MIGRATIONS, 'development');
  const { stdout } = await promisify(execFile)(server.tool('pg_dump'), [...DUMP, url], { maxBuffer: 2 ** 26 });
  const [meta] = await server.run<{ oldest_code: string | null }>(DATABASE, 'select oldest_code from parley_meta');
  writeFileSync(FILE, baselineOf(stdout, migrations, meta?.oldest_code ?? undefined));
} finally {
  await server.stop();
}
