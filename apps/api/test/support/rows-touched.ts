import type { Database, ScopedSql, Sql, Statement } from '@parley/persistence';

interface Plan {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

/** Every row that any part of a plan touched. */
const touchedBy = (plan: Plan): number =>
  (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)) * plan['Actual Loops'] +
  (plan.Plans ?? []).reduce((sum, part) => sum + touchedBy(part), 0);

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
    const [row] = await sql.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (analyze, format json) ${text}`, values);
    this.rows += row ? touchedBy(row['QUERY PLAN'][0].Plan) : Infinity;
  }
}
