import type { Sql, Statement } from '@parley/persistence';
import type pg from 'pg';

/** Where statements are run. */
export interface Queries {
  /** Runs one statement. */
  query<Row extends pg.QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/** The superuser's connection as `Sql`: he sees every tenant's keys. */
export const sqlOf = (database: Queries): Sql =>
  ({ query: (statement, values) => database.query(typeof statement === 'string' ? statement : statement.text, values) });
