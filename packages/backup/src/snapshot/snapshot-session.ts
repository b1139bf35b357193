import { connectionOptions, endClient, sqlOf, type Sql } from '@parley/persistence';
import pg from 'pg';
import { BackupFault } from '../backup-fault.js';
import { quoted, type TableSize } from './ranges.js';
import type { SnapshotSchema } from './snapshot.types.js';

/** What is seen by all connections of a session. */
export interface SeenSnapshot {
  /** ISO 8601, by the database's clock: nothing that was committed later is seen. */
  readonly at: string;
  /** A place in the stream before it. */
  readonly lsn: string;
  /** pg_current_snapshot(). */
  readonly visibility: string;
  readonly schema: SnapshotSchema;
}

/** Nobody waits longer for a migration's lock to pass by than this; then it is tried again. */
const LOCK_WAIT = '5s';
/** Somebody who wants a table for himself is kept waiting no longer, in seconds, plus the time between two looks. */
const OTHERS_WAIT_S = 1;
const LOOK_EVERY_MS = 1000;
const ATTEMPTS = 3;

/** A COPY takes as long as it takes; a budget bounds the whole. What the database sets for its sessions must not cut it. */
const OPTIONS = { ...connectionOptions(), query_timeout: undefined, application_name: 'parley backup' };
const BEGIN = `begin isolation level repeatable read read only;
  set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; set local lock_timeout = '${LOCK_WAIT}'`;

/**
 * Connections that see the database at one moment: one that holds the tables and exports the snapshot, and readers that
 * import it. The tables are held before the snapshot is made, so that none is rewritten or dropped behind it (ADR 0118).
 */
export class SnapshotSession {
  private constructor(
    private readonly clients: readonly pg.Client[],
    readonly seen: SeenSnapshot,
    private readonly stop: () => void,
  ) {}

  /** Opens it with `readers` connections. `abort` is told when somebody waits for a table that is held: he has precedence. */
  static async open(url: string, readers: number, schema: (sql: Pick<Sql, 'query'>) => Promise<SnapshotSchema>, abort: AbortController): Promise<SnapshotSession> {
    const clients = Array.from({ length: readers + 1 }, () => newClient(url));
    const hangUp = (): void => clients.forEach((client) => client.connection.stream.destroy());
    abort.signal.addEventListener('abort', hangUp, { once: true });
    try {
      await Promise.all(clients.map((client) => client.connect()));
      abort.signal.throwIfAborted();
      const [holder, ...others] = clients as [pg.Client, ...pg.Client[]];
      const { id, ...seen } = await hold(holder, schema);
      await Promise.all(others.map((client) => client.query(`${BEGIN}; set transaction snapshot ${pg.escapeLiteral(id)}`)));
      return new SnapshotSession(clients, seen, lookOut(holder, seen.schema, abort));
    } catch (error) {
      await endAll(clients);
      throw reasonOf(abort.signal, error);
    }
  }

  /** For questions beside the reading. */
  get sql(): Sql {
    return sqlOf(this.clients[0] as pg.Client);
  }

  get readers(): readonly pg.Client[] {
    return this.clients.slice(1);
  }

  /** The size of each table, by name. */
  async sizes(): Promise<ReadonlyMap<string, TableSize>> {
    const rows = await this.sql.query<{ name: string; pages: number; bytes: number }>(SIZES, [this.seen.schema.tables.map(({ name }) => name)]);
    return new Map(rows.map(({ name, pages, bytes }) => [name, { pages, bytes }]));
  }

  /** Ends every connection; never rejects. */
  async close(): Promise<void> {
    this.stop();
    await endAll(this.clients);
  }
}

const SIZES = `
  select c.relname as name, (pg_relation_size(c.oid) / current_setting('block_size')::int)::float8 as pages, pg_table_size(c.oid)::float8 as bytes
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any($1)`;

const SEEN = `
  select pg_export_snapshot() as id, pg_current_snapshot()::text as visibility,
    to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;

/** The holder's transaction. The first statement with a snapshot comes after LOCK, which needs none. */
async function hold(holder: pg.Client, readSchema: (sql: Pick<Sql, 'query'>) => Promise<SnapshotSchema>): Promise<SeenSnapshot & { readonly id: string }> {
  const sql = sqlOf(holder);
  for (let attempt = 1; ; attempt += 1) {
    const expected = await readSchema(sql);
    const [position] = await sql.query<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn');
    const tables = expected.tables.map(({ name }) => `public.${quoted(name)}`).join(', ');
    await holder.query(`${BEGIN}${tables && `; lock table ${tables} in access share mode`}`);
    const [seen] = await sql.query<{ id: string; visibility: string; at: string }>(SEEN);
    const schema = await readSchema(sql);
    if (seen && position && schema.hash === expected.hash) return { ...position, ...seen, schema };
    await holder.query('rollback');
    if (attempt === ATTEMPTS) throw new BackupFault('interrupted', 'The schema changes all the time: a snapshot waits for migrations to end');
  }
}

const WAITERS = `
  select from pg_locks l where not l.granted and l.locktype = 'relation' and l.mode = 'AccessExclusiveLock'
    and l.database = (select oid from pg_database where datname = current_database())
    and l.waitstart < clock_timestamp() - make_interval(secs => ${OTHERS_WAIT_S})
    and l.relation in (select oid from pg_class where relnamespace = 'public'::regnamespace and relname = any($1)) limit 1`;

/** Whoever waits for a table, such as a migration, makes everybody after him wait: a snapshot can be taken again, and gives way. */
function lookOut(holder: pg.Client, { tables }: SnapshotSchema, abort: AbortController): () => void {
  const names = tables.map(({ name }) => name);
  let looking = true;
  const stop = (reason: unknown): void => {
    if (looking) abort.abort(reason);
  };
  const look = async (): Promise<void> => {
    const { rowCount } = await holder.query(WAITERS, [names]);
    if (rowCount) stop(new BackupFault('interrupted', 'Somebody wants a table for himself: the snapshot gave way and is to be taken again'));
  };
  const timer = setInterval(() => void look().catch(stop), LOOK_EVERY_MS);
  return () => {
    looking = false;
    clearInterval(timer);
  };
}

function newClient(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url, ...OPTIONS });
  // An error between two statements fails the next one too, which reports it.
  client.on('error', () => undefined);
  return client;
}

const endAll = async (clients: readonly pg.Client[]): Promise<void> => void (await Promise.all(clients.map(endClient)));

/** Why it was stopped, where it was; a connection that was cut says less. */
export function reasonOf(signal: AbortSignal, error: unknown): unknown {
  return signal.aborted ? signal.reason : error;
}
