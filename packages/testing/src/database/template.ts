import { MIGRATIONS } from '@parley/platform';
import pg from 'pg';

/** The role that the apps use: it owns no table. */
export const RUNTIME_ROLE = 'parley_runtime';
export const RUNTIME_PASSWORD = 'runtime';
export const TEMPLATE = 'parley_template';

/** Makes the migrated, empty database that every spec's database is a copy of. */
export async function createTemplate(superuserUrl: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    await client.query(`create role ${RUNTIME_ROLE} login password '${RUNTIME_PASSWORD}' nosuperuser nobypassrls`);
    await client.query(`create database ${TEMPLATE}`);
  });
  await withClient(databaseUrl(superuserUrl, TEMPLATE), async (client) => {
    const runner = { query: (sql: string) => client.query(sql) };
    for (const Migration of MIGRATIONS) await new Migration().up(runner as never);
    await client.query(`
      grant usage on schema public to ${RUNTIME_ROLE};
      grant select, insert, update, delete on all tables in schema public to ${RUNTIME_ROLE};
      grant usage on all sequences in schema public to ${RUNTIME_ROLE}`);
  });
  await withClient(superuserUrl, (client) => client.query(`alter database ${TEMPLATE} is_template true allow_connections false`));
}

/** The same server's URL of another database, and perhaps of another role. */
export function databaseUrl(url: string, database: string, role?: { name: string; password: string }): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  if (role) Object.assign(changed, { username: role.name, password: role.password });
  return changed.href;
}

/** One connection for as long as `use` takes. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
