import pg from 'pg';

/** The tests' PostgreSQL, as its superuser. */
export const server = process.env['TEST_POSTGRES_URL'] ?? '';

/** The URL of one of its databases, as the superuser or as a role of the spec's own. */
export function at(database: string, user?: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  if (user) Object.assign(url, { username: user, password: 'secret' });
  return url.href;
}

/** Runs SQL on a connection of its own. */
export async function run(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
