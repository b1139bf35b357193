import { readCatalog, schemaHash, type Sql } from '@parley/persistence';
import { isLedgerTable } from '../database/tables.js';
import type { SnapshotSchema } from './snapshot.types.js';

const NEWEST = 'select name from parley_migrations order by timestamp desc, name desc limit 1';

/** Every table of the publication but the ledger's, as it is in the transaction of `sql`. */
export async function publishedSchema(sql: Pick<Sql, 'query'>): Promise<SnapshotSchema> {
  const catalog = await readCatalog(sql);
  const [newest] = await sql.query<{ name: string }>(NEWEST);
  const tables = catalog.filter(({ name }) => !isLedgerTable(name));
  return {
    tables: tables.map(({ name, columns }) => ({ name, columns: columns.map((column) => ({ name: column.name, type: column.type })) })),
    migration: newest?.name ?? '', hash: schemaHash(catalog),
  };
}
