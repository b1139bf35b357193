import { Database, openPool, type SessionOptions } from '@parley/persistence';

/** A pool of a process's own, as an app would open one. Several of them on one database stand for several processes. */
export interface OpenDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/** Opens a pool of at most `connections` at the URL of a role; who opens it closes it. */
export function openDatabase(url: string, connections = 10, session: SessionOptions = {}): OpenDatabase {
  const pool = openPool(url, connections, session.bounds);
  return { database: new Database(pool, session), close: () => pool.end() };
}
