import pg from 'pg';
import { columnList } from '../restore/load/copy-in.js';
import { differ, ofAlias, sameKey } from './difference.js';
import type { MergedTable } from './merge-order.js';
import { inShadow } from './shadow.js';

/** What was done to the rows of a table: how many. */
export interface PutBack {
  readonly table: string;
  deleted: number;
  inserted: number;
  updated: number;
}

const nameOf = pg.escapeIdentifier;

/**
 * Makes an app's living rows those of its shadow: what was added goes, what is gone comes back, what was changed is as it was;
 * other rows are not touched. In a transaction of the caller's, in the app's scope. Rows that go may take others along, which
 * come back after them. Tables are in the order of their references.
 */
export async function putBack(client: pg.Client, tables: readonly MergedTable[], app: string): Promise<PutBack[]> {
  const done = new Map(tables.map(({ name }) => [name, { table: name, deleted: 0, inserted: 0, updated: 0 }]));
  const count = async (table: MergedTable, what: 'deleted' | 'inserted' | 'updated', statement: string, values: readonly string[] = []): Promise<void> => {
    const { rowCount } = await client.query(statement, [...values]);
    const counted = done.get(table.name);
    if (counted) counted[what] += rowCount ?? 0;
  };
  // Notes of what was deleted first: triggers write others for what goes now.
  for (const table of [...tables.filter(({ isBound }) => !isBound), ...tables.filter(({ isBound }) => isBound).toReversed()]) await count(table, 'deleted', remove(table, app), [app]);
  for (const table of tables) if (table.exchanged.length > 0) await client.query(vacate(table, app));
  for (const table of tables) await count(table, 'inserted', insert(table, app));
  for (const table of tables) await count(table, 'updated', update(table, app));
  return [...done.values()].filter(({ deleted, inserted, updated }) => deleted + inserted + updated > 0);
}

const remove = (table: MergedTable, app: string): string =>
  `delete from public.${nameOf(table.name)} l where l.${nameOf(table.owner)} = $1 and not exists (select from ${inShadow(app, table.name)} s where ${sameKey(table)})`;

const vacate = (table: MergedTable, app: string): string =>
  `update public.${nameOf(table.name)} l set ${table.exchanged.map((name) => `${nameOf(name)} = null`).join(', ')}
   from ${inShadow(app, table.name)} s where ${sameKey(table)} and ${differ(table.exchanged)}`;

const insert = (table: MergedTable, app: string): string =>
  `insert into public.${nameOf(table.name)} (${columnList(table.columns)}) overriding system value
   select ${table.columns.map((name) => (table.later.has(name) ? `null` : `s.${nameOf(name)}`)).join(', ')} from ${inShadow(app, table.name)} s
   where not exists (select from public.${nameOf(table.name)} l where ${sameKey(table)})`;

function update(table: MergedTable, app: string): string {
  const others = table.columns.filter((name) => !table.key.includes(name));
  if (others.length === 0) return `select from public.${nameOf(table.name)} where false`;
  return `update public.${nameOf(table.name)} l set (${columnList(others)}) = row(${ofAlias('s', others)})
    from ${inShadow(app, table.name)} s where ${sameKey(table)} and ${differ(others)}`;
}
