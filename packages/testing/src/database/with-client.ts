import pg from 'pg';

/** One connection for as long as `use` takes. Where it ends before, whoever asks it something is told. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  // Without it an end that nobody waits for would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** The same server's URL of another database, and perhaps of another role. */
export function databaseUrl(url: string, database: string, role?: { name: string; password: string }): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  if (role) Object.assign(changed, { username: role.name, password: role.password });
  return changed.href;
}
