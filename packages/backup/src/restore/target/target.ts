import pg from 'pg';
import { endClient } from '@parley/persistence';

/** The database that is restored into, as its owner. */
export interface Target {
  readonly url: string;
  /** Memory for sorting while an index is made, of each of two connections; in PostgreSQL's notation. */
  readonly indexMemory?: string;
  /** Connections that nobody uses at this moment; where there is such a list, they are kept for whoever comes next. */
  readonly idle?: pg.Client[];
}

const INDEX_MEMORY = '256MB';
/** Below it, processes that help to sort or scan cost more than they help: each first has to map what it touches (ADR 0115). */
const ALONE_BELOW = '1GB';

/** Nothing here has a time limit; a commit need not be on disk, as what was restored can be restored again. */
const settings = ({ indexMemory = INDEX_MEMORY }: Target): string => `
  set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set idle_session_timeout = 0; set lock_timeout = 0; set synchronous_commit = off;
  set client_min_messages = error; set min_parallel_table_scan_size = '${ALONE_BELOW}'; set maintenance_work_mem = '${indexMemory.replaceAll("'", '')}'`;

/** One connection for as long as `work` takes. */
export async function withTarget<T>(target: Target, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = target.idle?.pop() ?? (await connect(target));
  try {
    await client.query(`discard temp; reset all; ${settings(target)}`);
    const result = await work(client);
    if (!target.idle) await endClient(client);
    else if (!client.connection.stream.destroyed) target.idle.push(client);
    return result;
  } catch (error) {
    await endClient(client);
    throw error;
  }
}

/**
 * Keeps the connections of `withTarget` for each other until `work` has ended. Whoever reads all of a database, one step
 * after the other, does it by the same processes of the server: a new one pays for each page that it is the first time to see.
 */
export async function keepingConnections<T>(target: Target, work: (target: Target) => Promise<T>): Promise<T> {
  const idle: pg.Client[] = [];
  try {
    return await work({ ...target, idle });
  } finally {
    await Promise.all(idle.map(endClient));
  }
}

async function connect({ url, idle }: Target): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'parley restore', keepAlive: true });
  // An error between two statements also fails the next one, which reports it.
  client.on('error', () => undefined);
  client.once('end', () => idle?.splice(0, idle.length, ...idle.filter((other) => other !== client)));
  await client.connect();
  return client;
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
