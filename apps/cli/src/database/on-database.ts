import { Database, openPool } from '@parley/persistence';

/** Runs `use` on the database at a URL, as the role it names. */
export async function onDatabase<T>(url: string, use: (database: Database) => Promise<T>): Promise<T> {
  const pool = openPool(url, 2);
  try {
    return await use(new Database(pool));
  } finally {
    await pool.end();
  }
}
