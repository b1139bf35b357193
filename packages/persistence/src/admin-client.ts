import pg from 'pg';
import { connectionOptions, endClient } from './connection.js';
import type { Sql, Statement } from './database.js';
import { refuseOldServer, serverVersion } from './server-version.js';

/** One for every step that changes roles or tables, so that two never run at once on a database. */
const ADMIN_LOCK = 7_270_391_001;

/** Neither the wait for the lock nor a migration has a time limit; only a server that falls silent ends them. */
const UNHURRIED = { ...connectionOptions(), query_timeout: undefined };

/** Runs `work` on one connection that holds the administrators' lock; waits for another administrator to end first. Throws DatabaseUnfit for an old server. */
export async function withAdminLock<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'parley admin', ...UNHURRIED });
  // An error between two statements also fails the next one, which reports it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    refuseOldServer(await serverVersion(sqlOf(client)), 'PARLEY_ADMIN_DATABASE_URL');
    await client.query('select pg_advisory_lock($1)', [ADMIN_LOCK]);
    return await work(client);
  } finally {
    await endClient(client);
  }
}

/** A single connection as `Sql`, for questions that no scope narrows. */
export const sqlOf = (client: pg.Client): Sql => ({
  query: async <Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[] = []) =>
    (await client.query<Row>(typeof statement === 'string' ? { text: statement, values: [...values] } : { ...statement, values: [...values] })).rows,
});
