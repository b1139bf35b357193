import type { AccountId, AppId } from '@parley/kernel';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { accountScope, appScope, systemScope, type ScopeSetting } from './scope.js';

/** Runs parameterised SQL and answers its rows. */
export interface Sql {
  query<Row extends QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/** SQL text; with a name it is prepared once for each connection. */
export type Statement = string | { readonly name: string; readonly text: string };

/** SQL that sees only one scope's rows. */
export interface ScopedSql extends Sql {
  /** Runs `work` in one transaction: all or nothing. Rejects with what `work` threw, after the rollback, also where that fails. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
}

const run = async <Row extends QueryResultRow>(client: PoolClient, statement: Statement, values: readonly unknown[] = []) => {
  const config = typeof statement === 'string' ? { text: statement } : statement;
  return (await client.query<Row>({ ...config, values: [...values] })).rows;
};

/** What commits wait for. */
export interface Durability {
  /**
   * Answers a commit before it is on the disk. A crash of the database then undoes the last fraction of a second, whole
   * transactions in their order: only for work that is done again when it was undone.
   */
  readonly relaxedCommits?: boolean;
}

/** A signal is gone with a crash anyway, so its commit waits for no disk (the setting ends with the statement). */
const NOTIFY = { name: 'notify', text: "select set_config('synchronous_commit', 'off', true), pg_notify($1, '')" };

const SET_SCOPE = { name: 'set-scope', text: "select set_config('parley.scope', $1, false)" };
const SET_SCOPE_RELAXED = { name: 'set-scope-relaxed', text: `${SET_SCOPE.text}, set_config('synchronous_commit', 'off', false)` };

/**
 * The only door to the database at run time. Nobody gets a connection without naming whose rows it may see;
 * PostgreSQL enforces the answer (row-level security), so a forgotten `where` shows nothing of another app.
 */
export class Database {
  /** The scope each connection was last set to, so that the same app in a row costs no extra round trip. */
  private readonly scopes = new WeakMap<PoolClient, ScopeSetting>();
  /** Connections whose rollback failed: nobody knows in which transaction they are. */
  private readonly doubtful = new WeakSet<PoolClient>();

  constructor(
    private readonly pool: Pool,
    private readonly durability: Durability = {},
  ) {}

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
      query: (statement, values) => this.withClient(scope, (client) => run(client, statement, values)),
      transaction: (work) => this.withClient(scope, (client) => this.transact(client, work)),
    };
  }

  private async transact<T>(client: PoolClient, work: (tx: Sql) => Promise<T>): Promise<T> {
    await client.query('begin');
    try {
      const result = await work({ query: (statement, values) => run(client, statement, values) });
      await client.query('commit');
      return result;
    } catch (error) {
      // What the work threw says more than a rollback that fails after it.
      await client.query('rollback').catch(() => this.doubtful.add(client));
      throw error;
    }
  }

  private async withClient<T>(scope: ScopeSetting, use: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      if (this.scopes.get(client) !== scope) {
        // Forgotten first: were the setting to fail half-way, the connection must not be trusted with either scope.
        this.scopes.delete(client);
        await client.query({ ...(this.durability.relaxedCommits ? SET_SCOPE_RELAXED : SET_SCOPE), values: [scope] });
        this.scopes.set(client, scope);
      }
      return await use(client);
    } catch (error) {
      // Only a server's own answer (it has a SQLSTATE) or an error of ours proves that the connection still works.
      broken = error instanceof Error && isConnectionError(error) ? error : undefined;
      throw error;
    } finally {
      client.release(broken ?? this.doubtful.has(client));
    }
  }
}

const CONNECTION_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '57P03', '08000', '08003', '08006']);

function isConnectionError(error: Error & { code?: string }): boolean {
  return (error.code !== undefined && CONNECTION_CODES.has(error.code)) || error.message.startsWith('Connection terminated');
}
