import pg from 'pg';
import { columnList } from '../restore/load/copy-in.js';
import { inTransaction } from '../restore/target/target.js';
import type { AppTable } from './app-tables.js';
import { inShadow } from './shadow.js';

/** What has become of an app's rows of one table since the moment of its shadow: how many. */
export interface TableDifference {
  readonly table: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Rows at that moment. */
  readonly then: number;
}

/** Compares an app's living rows, those that are hidden too, with its shadow: row by row, by primary key. Tables without any are left out. */
export async function differences(client: pg.Client, tables: readonly AppTable[], app: string): Promise<TableDifference[]> {
  return inTransaction(client, async () => {
    await client.query('set transaction isolation level repeatable read read only');
    await asApp(client, app);
    const found: TableDifference[] = [];
    for (const table of tables) {
      const { rows: [row] } = await client.query<Omit<TableDifference, 'table'>>(compare(table, app), [app]);
      if (row && row.then + row.added > 0) found.push({ table: table.name, ...row });
    }
    return found;
  });
}

/** Until the end of the transaction the owner, whom policies bind too, sees and writes the app's rows, and those that are hidden. */
export async function asApp(client: pg.Client, app: string): Promise<void> {
  await client.query(`select set_config('parley.scope', $1, true), set_config('parley.hidden', 'seen', true)`, [app]);
}

/** Whether two rows differ, byte for byte: some types have no other comparison. */
export const differ = (columns: readonly string[], one = 'l', other = 's'): string => `record_image_ne(row(${ofAlias(one, columns)}), row(${ofAlias(other, columns)}))`;

/** Whether two rows are the same one. */
export const sameKey = ({ key }: AppTable, one = 'l', other = 's'): string => key.map((name) => `${one}.${pg.escapeIdentifier(name)} = ${other}.${pg.escapeIdentifier(name)}`).join(' and ');

/** Columns of a table in a statement. */
export const ofAlias = (alias: string, columns: readonly string[]): string => columns.map((name) => `${alias}.${pg.escapeIdentifier(name)}`).join(', ');

/** The app's living rows, as a table of a statement; the app's id is $1. */
export const livingRows = ({ name, columns, owner }: AppTable): string => `(select ${columnList(columns)} from public.${pg.escapeIdentifier(name)} where ${pg.escapeIdentifier(owner)} = $1)`;

function compare(table: AppTable, app: string): string {
  const [first = ''] = table.key;
  const [living, shadow] = [`l.${pg.escapeIdentifier(first)}`, `s.${pg.escapeIdentifier(first)}`];
  return `
    select (count(*) filter (where ${shadow} is null))::int as added, (count(*) filter (where ${living} is null))::int as removed,
      (count(*) filter (where ${living} is not null and ${shadow} is not null and ${differ(table.columns)}))::int as changed, count(${shadow})::int as then
    from ${livingRows(table)} l full join ${inShadow(app, table.name)} s on ${sameKey(table)}`;
}
