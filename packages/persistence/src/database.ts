import type { AccountId, AppId } from '@parley/kernel';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { accountScope, appScope, systemScope, type ScopeSetting } from './scope.js';
import { ORDINARY, PATIENT, sessionValues, SET_SCOPE, SET_SESSION, type SessionOptions } from './session.js';

/** Runs parameterised SQL and answers its rows. */
export interface Sql {
  query<Row extends QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/** SQL text; with a name it is prepared once for each connection. */
export type Statement = string | { readonly name: string; readonly text: string };

/** SQL that sees only one scope's rows. */
export interface ScopedSql extends Sql {
  /** Those of one sight see the same rows over the same pool: what they ask may go together. Nothing where that is not known. */
  readonly sight?: string;
  /** Runs `work` in one transaction: all or nothing. Rejects with what `work` threw, after the rollback, also where that fails. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
}

/** A signal is gone with a crash anyway, so its commit waits for no disk (the setting ends with the statement). */
const NOTIFY = { name: 'notify', text: "select set_config('synchronous_commit', 'off', true), pg_notify($1, '')" };

/** How many were made in this process; each is numbered. */
let databases = 0;

/** How a connection of the pool is set up; shared by all who use the pool, each in his own way. */
const settings = new WeakMap<PoolClient, { readonly scope: ScopeSetting; readonly session: SessionOptions }>();

/**
 * The only door to the database at run time. Nobody gets a connection without naming whose rows it may see;
 * PostgreSQL enforces the answer (row-level security), so a forgotten `where` shows nothing of another app.
 */
export class Database {
  /** Connections of which nobody knows what they are at: a rollback on them failed, or a statement was not answered. */
  private readonly doubtful = new WeakSet<PoolClient>();
  private patientOne: Database | undefined;
  private readonly number = (databases += 1);

  constructor(
    private readonly pool: Pool,
    private readonly session: SessionOptions = {},
  ) {}

  /** The same database, for statements that may take minutes because nobody waits for them. */
  patient(): Database {
    return (this.patientOne ??= new Database(this.pool, { ...this.session, bounds: PATIENT }));
  }

  /** The rows of one app. */
  app(id: AppId): ScopedSql {
    return this.scoped(appScope(id));
  }

  /** One account and its apps. */
  account(id: AccountId): ScopedSql {
    return this.scoped(accountScope(id));
  }

  /** Tables worked across apps: keys, outbox, deliveries. Tables of conversations stay closed. */
  system(): ScopedSql {
    return this.scoped(systemScope);
  }

  /**
   * Wakes whoever listens on a channel. It touches no row, so it names no scope and leaves the connection's as it is:
   * a change to the system scope and back would cost the next post on that connection a round trip.
   */
  async notify(channel: string): Promise<void> {
    await this.pool.query({ ...NOTIFY, values: [channel] });
  }

  private scoped(scope: ScopeSetting): ScopedSql {
    return {
      sight: `${this.number} ${scope}`,
      query: (statement, values) => this.withClient(scope, (client) => this.run(client, statement, values)),
      transaction: (work) => this.withClient(scope, (client) => this.transact(client, work)),
    };
  }

  private async transact<T>(client: PoolClient, work: (tx: Sql) => Promise<T>): Promise<T> {
    await this.run(client, 'begin');
    try {
      const result = await work({ query: (statement, values) => this.run(client, statement, values) });
      await this.run(client, 'commit');
      return result;
    } catch (error) {
      // What the work threw says more than a rollback that fails after it.
      await this.run(client, 'rollback').catch(() => this.doubtful.add(client));
      throw error;
    }
  }

  private async run<Row extends QueryResultRow>(client: PoolClient, statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    // It would wait behind the statement without an answer.
    if (this.doubtful.has(client)) throw new Error('Connection terminated: a statement was not answered in time');
    const { answerMs } = this.session.bounds ?? ORDINARY;
    const query = { ...(typeof statement === 'string' ? { text: statement } : statement), values: [...values], query_timeout: answerMs };
    try {
      return (await client.query<Row>(query)).rows;
    } catch (error) {
      if (isNoAnswer(error)) this.doubtful.add(client);
      throw error;
    }
  }

  private async withClient<T>(scope: ScopeSetting, use: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await this.prepare(client, scope);
      return await use(client);
    } catch (error) {
      // Only a server's own answer (it has a SQLSTATE) or an error of ours proves that the connection still works.
      broken = error instanceof Error && isConnectionError(error) ? error : undefined;
      throw error;
    } finally {
      client.release(broken ?? this.doubtful.has(client));
    }
  }

  /** A connection that comes from the same app in a row costs no round trip. */
  private async prepare(client: PoolClient, scope: ScopeSetting): Promise<void> {
    const known = settings.get(client);
    if (known?.scope === scope && known.session === this.session) return;
    // Forgotten first: were the setting to fail half-way, the connection must not be trusted with either scope.
    settings.delete(client);
    if (known?.session === this.session) await this.run(client, SET_SCOPE, [scope]);
    else await this.run(client, SET_SESSION, sessionValues(scope, this.session));
    settings.set(client, { scope, session: this.session });
  }
}

/** pg says in words only that a statement took longer than its `query_timeout`. */
const isNoAnswer = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

const CONNECTION_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '57P03', '08000', '08003', '08006', '25P03']);

function isConnectionError(error: Error & { code?: string }): boolean {
  return (error.code !== undefined && CONNECTION_CODES.has(error.code)) || error.message.startsWith('Connection terminated');
}
