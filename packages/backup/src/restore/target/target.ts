import pg from 'pg';
import { endClient } from '@parley/persistence';

/** The database that is restored into, as its owner. */
export interface Target {
  readonly url: string;
  /** Memory for sorting while an index is made, of each of two connections; in PostgreSQL's notation. */
  readonly indexMemory?: string;
}

const INDEX_MEMORY = '256MB';

/** Nothing here has a time limit; a commit need not be on disk, as what was restored can be restored again. */
const settings = ({ indexMemory = INDEX_MEMORY }: Target): string => `
  set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = 0; set synchronous_commit = off;
  set client_min_messages = error; set maintenance_work_mem = '${indexMemory.replaceAll("'", '')}'`;

/** One connection for as long as `work` takes. */
export async function withTarget<T>(target: Target, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: target.url, application_name: 'parley restore', keepAlive: true });
  // An error between two statements also fails the next one, which reports it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(settings(target));
    return await work(client);
  } finally {
    await endClient(client);
  }
}

/** Runs `work` in a transaction, which is undone when it rejects. */
export async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Hands each item to one of `count` connections, in order, as they become free. Rejects with the first failure, once all have stopped. */
export async function onConnections<T>(target: Target, count: number, items: readonly T[], work: (client: pg.Client, item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const serve = async (): Promise<void> => {
    if (items.length === 0) return;
    await withTarget(target, async (client) => {
      while (!failed) {
        const item = items[next];
        next += 1;
        if (item === undefined) return;
        try {
          await work(client, item);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    });
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(count, items.length) }, serve));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}
