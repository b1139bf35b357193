import type { Sql } from '@parley/persistence';
import type { TestDatabase } from './test-database.js';

/** The superuser's connection as `Sql`: he sees every tenant's keys. */
export const sqlOf = (database: Pick<TestDatabase, 'query'>): Sql =>
  ({ query: (statement, values) => database.query(typeof statement === 'string' ? statement : statement.text, values) });
