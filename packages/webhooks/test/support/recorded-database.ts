import type pg from 'pg';
import { Database, type ScopedSql, type Statement } from '@parley/persistence';

/** A database that remembers what was executed across apps, by the statements' names, in order; and can lose an answer. */
export class RecordedDatabase extends Database {
  readonly statements: string[] = [];
  private losing: string | undefined;

  /** The next statement of this name is executed, but its answer does not arrive. */
  loseAnswerOf(name: string): void {
    this.losing = name;
  }

  override system(): ScopedSql {
    const sql = super.system();
    return {
      query: async <Row extends pg.QueryResultRow>(statement: Statement, values?: readonly unknown[]) => {
        this.statements.push(nameOf(statement));
        const rows = await sql.query<Row>(statement, values);
        if (nameOf(statement) !== this.losing) return rows;
        this.losing = undefined;
        throw new Error('The connection broke');
      },
      transaction: (work) =>
        sql.transaction((tx) => work({
          query: (statement, values) => {
            this.statements.push(nameOf(statement));
            return tx.query(statement, values);
          },
        })),
    };
  }
}

const nameOf = (statement: Statement): string => (typeof statement === 'string' ? statement : statement.name);
