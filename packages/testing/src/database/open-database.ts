import { Database } from '@parley/persistence';
import pg from 'pg';

/** A pool of a process's own, as an app would open one. Several of them on one database stand for several processes. */
export interface OpenDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/** Opens a pool of at most `connections` at the URL of a role; who opens it closes it. */
export function openDatabase(url: string, connections = 10): OpenDatabase {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  return { database: new Database(pool), close: () => pool.end() };
}
