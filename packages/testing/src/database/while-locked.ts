import type { TestDatabase } from './test-database.js';
import { withClient } from './with-client.js';

/** Runs `work` while somebody else holds a table so that nobody can write to it. */
export const whileLocked = <T>(database: Pick<TestDatabase, 'adminUrl'>, table: string, work: () => Promise<T>): Promise<T> =>
  withClient(database.adminUrl, async (client) => {
    await client.query(`begin; lock table ${table} in exclusive mode`);
    return work();
  });
