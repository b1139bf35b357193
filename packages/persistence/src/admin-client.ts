import pg from 'pg';
import type { Sql, Statement } from './database.js';
import { DatabaseUnfit } from './database-unfit.js';

/** One for every step that changes roles or tables, so that two never run at once on a database. */
const ADMIN_LOCK = 7_270_391_001;

const OLDEST_SERVER = 150_000;

/** Runs `work` on one connection that holds the administrators' lock; waits for another administrator to end first. */
export async function withAdminLock<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'parley admin' });
  // An error between two statements also fails the next one, which reports it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number }>(`select current_setting('server_version_num')::int as version`);
    if ((rows[0]?.version ?? 0) < OLDEST_SERVER) throw new DatabaseUnfit('The database is older than PostgreSQL 15');
    await client.query('select pg_advisory_lock($1)', [ADMIN_LOCK]);
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A single connection as `Sql`, for questions that no scope narrows. */
export const sqlOf = (client: pg.Client): Sql => ({
  query: async <Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[] = []) =>
    (await client.query<Row>(typeof statement === 'string' ? { text: statement, values: [...values] } : { ...statement, values: [...values] })).rows,
});
