import { Database, openPool, type ScopedSql, type Sql, type Statement } from '@parley/persistence';

/** Tables of which the system scope shows no row: no policy of theirs lets it. */
export const CLOSED = `
  select tablename as name from pg_policies where schemaname = 'public'
  group by tablename having not bool_or(qual = 'true' or position('''*''' in qual) > 0) order by tablename`;

/**
 * The runtime role's database, which refuses and remembers each statement of the system scope that names a closed table (ADR
 * 0133). PostgreSQL says nothing of it: it answers that there are no rows.
 */
export class WatchedDatabase extends Database {
  /** What was refused, also where whoever asked tried something else then. */
  readonly refused: string[] = [];

  constructor(
    private readonly connections: ReturnType<typeof openPool>,
    private readonly closed: ReadonlySet<string>,
  ) {
    super(connections);
  }

  static open(url: string, closed: Iterable<string>): WatchedDatabase {
    return new WatchedDatabase(openPool(url, 5), new Set(closed));
  }

  override system(): ScopedSql {
    const sql = super.system();
    return { ...sql, ...this.watched(sql), transaction: (work) => sql.transaction((tx) => work(this.watched(tx))) };
  }

  async close(): Promise<void> {
    await this.connections.end();
    if (this.refused.length > 0) throw new Error(`In the system scope no row of these is seen: ${[...new Set(this.refused)].join('; ')}`);
  }

  private watched(sql: Sql): Sql {
    return {
      query: async (statement, values) => {
        this.check(statement);
        return sql.query(statement, values);
      },
    };
  }

  private check(statement: Statement): void {
    const text = typeof statement === 'string' ? statement : statement.text;
    const named = [...text.matchAll(/(?<![.\w])\w+/g)].map(([word]) => word).filter((word) => this.closed.has(word));
    if (named.length === 0) return;
    this.refused.push(`${named.join(', ')} in ${text.trim()}`);
    throw new Error(`In the system scope no row of ${named.join(', ')} is seen`);
  }
}
