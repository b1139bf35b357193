import { readCatalog, schemaHash, type Sql } from '@parley/persistence';
import { isLedgerTable } from '../database/tables.js';
import type { SnapshotSchema } from './snapshot.types.js';

/** In the order in which a product runs them. */
const MIGRATIONS = 'select name from parley_migrations order by timestamp, name collate "C"';

/** The names of the migrations that a database went through. */
export const migrationsOf = async (sql: Pick<Sql, 'query'>): Promise<string[]> => (await sql.query<{ name: string }>(MIGRATIONS)).map(({ name }) => name);

/** Every table of the publication but the ledger's, as it is in the transaction of `sql`. */
export async function publishedSchema(sql: Pick<Sql, 'query'>): Promise<SnapshotSchema> {
  const catalog = await readCatalog(sql);
  const migrations = await migrationsOf(sql);
  const tables = catalog.filter(({ name }) => !isLedgerTable(name));
  return {
    tables: tables.map(({ name, columns }) => ({ name, columns: columns.map((column) => ({ name: column.name, type: column.type })) })),
    migration: migrations.at(-1) ?? '', migrations, hash: schemaHash(catalog),
  };
}
