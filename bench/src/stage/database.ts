import { randomBytes } from 'node:crypto';
import { filesOf, runningPostmaster, startPostgres } from '@parley/postgres';
import pg from 'pg';

const [PARLEY, BASELINE] = ['parley', 'baseline'];

export interface BenchDatabase {
  /** The superuser's URL of the database that Parley gets. */
  readonly adminUrl: string;
  /** The same as the role that Parley's apps log in as; `parley db init` makes it. */
  readonly runtimeUrl: string;
  /** The baseline's own database in the same server. */
  readonly baselineUrl: string;
  /** Process id of the server. */
  readonly postmaster: number;
  stop(): Promise<void>;
}

/** Starts the embedded PostgreSQL as `npm start` does, durable, in a folder of the bench. */
export async function startDatabase(folder: string): Promise<BenchDatabase> {
  const server = await startPostgres(folder);
  const client = new pg.Client(server.url('postgres'));
  await client.connect();
  for (const name of [PARLEY, BASELINE]) await client.query(`create database ${name}`);
  await client.end();
  return {
    adminUrl: server.url(PARLEY),
    runtimeUrl: `postgres://parley_runtime:${randomBytes(24).toString('hex')}@127.0.0.1:${server.port}/${PARLEY}`,
    baselineUrl: server.url(BASELINE),
    postmaster: runningPostmaster(filesOf(folder).cluster)?.pid ?? 0,
    stop: () => server.stop(),
  };
}
