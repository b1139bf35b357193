import { Database, type ScopedSql, type Statement } from '@parley/persistence';

/** A database that remembers what was executed across apps, by the statements' names, in order. */
export class RecordedDatabase extends Database {
  readonly statements: string[] = [];

  override system(): ScopedSql {
    const sql = super.system();
    return {
      query: (statement, values) => {
        this.statements.push(nameOf(statement));
        return sql.query(statement, values);
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
