import pg from 'pg';
import { BackupFault } from '../../backup-fault.js';
import { columnList, copyIn } from '../load/copy-in.js';
import type { Row, TableChanges } from './table-changes.js';
import { tuplesOf } from './tuples.js';
import type { TargetTable } from './target-tables.js';

/** How strictly changes must fit to what is there. */
export interface Strictness {
  /** Every row that is changed or deleted is there, and none that is inserted. */
  readonly strict: boolean;
}

/** Writes what changes come to: deletions, then updates, then insertions, each in a few statements however many rows there are. In a transaction of the caller's. */
export async function applyChanges(client: pg.Client, changes: TableChanges, { strict }: Strictness): Promise<void> {
  const { table } = changes;
  const { deleted, updated, inserted } = changes.net();
  if (deleted.length > 0) await remove(client, table, deleted, strict);
  for (const [, rows] of Map.groupBy(updated, (row) => toldOf(row).join())) await update(client, table, rows, strict);
  if (inserted.length === 0) return;
  if (!strict) await remove(client, table, inserted, false);
  const all = table.columns.map((_, at) => at);
  await copyIn(client, table.name, namesOf(table, all), [tuplesOf(inserted, all)]);
}

/** A row that gets another key, while not all its values are told. */
export async function applyKeyChange(client: pg.Client, table: TargetTable, old: Row, row: Row, { strict }: Strictness): Promise<void> {
  const told = toldOf(row);
  const values = [...told.map((at) => binaryOf(row, at)), ...table.key.map((at) => binaryOf(old, at))];
  const set = told.map((at, index) => `${nameOf(table, at)} = $${index + 1}`).join(', ');
  const where = table.key.map((at, index) => `${nameOf(table, at)} = $${told.length + index + 1}`).join(' and ');
  const { rowCount } = await client.query(`update ${pg.escapeIdentifier(table.name)} set ${set} where ${where}`, values);
  if (strict) mustBeAll(table, 'changed', rowCount, 1);
}

async function remove(client: pg.Client, table: TargetTable, rows: readonly Row[], strict: boolean): Promise<void> {
  const stage = await staged(client, table, rows, table.key);
  const { rowCount } = await client.query(`delete from ${pg.escapeIdentifier(table.name)} t using ${stage} s where ${sameKey(table)}`);
  if (strict) mustBeAll(table, 'deleted', rowCount, rows.length);
}

async function update(client: pg.Client, table: TargetTable, rows: readonly Row[], strict: boolean): Promise<void> {
  const told = toldOf(rows[0] ?? []);
  const changed = told.filter((at) => !table.key.includes(at));
  // A table that is all key: nothing of it can have changed.
  if (changed.length === 0) return;
  const stage = await staged(client, table, rows, told);
  const set = changed.map((at) => `${nameOf(table, at)} = s.${nameOf(table, at)}`).join(', ');
  const { rowCount } = await client.query(`update ${pg.escapeIdentifier(table.name)} t set ${set} from ${stage} s where ${sameKey(table)}`);
  if (strict) mustBeAll(table, 'changed', rowCount, rows.length);
}

/** Some columns of rows in a temporary table of this connection, which has them until it is filled anew. */
async function staged(client: pg.Client, table: TargetTable, rows: readonly Row[], columns: readonly number[]): Promise<string> {
  const name = `staged_${table.name}`;
  await client.query(`create temporary table if not exists ${pg.escapeIdentifier(name)} on commit delete rows as select * from ${pg.escapeIdentifier(table.name)} with no data; delete from pg_temp.${pg.escapeIdentifier(name)}`);
  await copyIn(client, name, namesOf(table, columns), [tuplesOf(rows, columns)]);
  return `pg_temp.${pg.escapeIdentifier(name)}`;
}

/** After a migration the tables have other columns. */
export async function forgetStaged(client: pg.Client): Promise<void> {
  await client.query('discard temp');
}

/** Places of the values that are told: the others stay as they are. */
const toldOf = (row: Row): number[] => row.flatMap(({ form }, at) => (form === 'unchanged' ? [] : [at]));
const nameOf = (table: TargetTable, at: number): string => columnList([table.columns[at]?.name ?? '']);
const namesOf = (table: TargetTable, columns: readonly number[]): string[] => columns.map((at) => table.columns[at]?.name ?? '');
const sameKey = (table: TargetTable): string => table.key.map((at) => `t.${nameOf(table, at)} = s.${nameOf(table, at)}`).join(' and ');

/** A parameter that is a Buffer is sent in binary form, as it came. */
const binaryOf = (row: Row, at: number): Buffer | null => {
  const cell = row[at];
  return cell && 'value' in cell ? cell.value : null;
};

function mustBeAll({ name }: TargetTable, done: string, is: number | null, wanted: number): void {
  if (is !== wanted) throw new BackupFault('broken_chain', `The stream tells of ${wanted} rows of ${name} that were ${done}, and ${is ?? 0} are there`);
}
