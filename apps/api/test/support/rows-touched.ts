import type { Database, ScopedSql, Sql, Statement } from '@parley/persistence';
import { rowsTouched } from '@parley/testing';

/**
 * Counts, from now on, the rows that the plans of a process's `select`s touch: each is run under EXPLAIN ANALYZE as well,
 * in the scope it runs in, so under row-level security.
 */
export class RowsTouched {
  private rows = 0;

  constructor(db: Database) {
    const [app, account, system] = [db.app.bind(db), db.account.bind(db), db.system.bind(db)];
    Object.assign(db, {
      app: (...args: Parameters<typeof app>) => this.watched(app(...args)),
      account: (...args: Parameters<typeof account>) => this.watched(account(...args)),
      system: () => this.watched(system()),
    });
  }

  /** How many rows were touched since the last time this was asked. */
  take(): number {
    const { rows } = this;
    this.rows = 0;
    return rows;
  }

  private watched(sql: ScopedSql): ScopedSql {
    return {
      query: async (statement, values) => {
        await this.explain(sql, statement, values);
        return sql.query(statement, values);
      },
      transaction: (work) => sql.transaction(work),
    };
  }

  private async explain(sql: Sql, statement: Statement, values?: readonly unknown[]): Promise<void> {
    const text = typeof statement === 'string' ? statement : statement.text;
    if (!/^\s*select/.test(text)) throw new Error(`A list should only select: ${text}`);
    const touched = await rowsTouched(sql, text, values);
    this.rows += touched;
  }
}
