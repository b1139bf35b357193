import pg from 'pg';
import type { Target } from './target.js';
import { onConnections, withTarget } from './target.js';
import { missingOf, type Definition, type DefinitionKind } from './definitions.js';
import { LARGE_PAGES, tablePages } from './table-pages.js';

/** Connections that make keys and indexes, and look at foreign keys. */
export const CONNECTIONS = 2;

/**
 * Brings back what is missing of some kinds: keys and indexes table by table, largest first, on two connections; with
 * `analyzed` each table's statistics right behind, by which the planner knows how to look at foreign keys; these then
 * together; then triggers, and last the policies' hold on the owner. May be killed and run again. Raises what PostgreSQL
 * says of rows that break a key, which names the constraint.
 */
export async function rebuild(target: Target, definitions: readonly Definition[], kinds: readonly DefinitionKind[], { analyzed = false } = {}): Promise<void> {
  const [missing, pages] = await withTarget(target, async (client) => [await missingOf(client, definitions.filter(({ kind }) => kinds.includes(kind))), await tablePages(client)] as const);
  const bySize = (one: string, other: string): number => (pages.get(other) ?? 0) - (pages.get(one) ?? 0);
  const of = (...wanted: DefinitionKind[]): Definition[] => missing.filter(({ kind }) => wanted.includes(kind));
  const byTable = Map.groupBy(of('primary', 'unique', 'index'), ({ table }) => table);
  const isLarge = (table: string): boolean => (pages.get(table) ?? 0) >= LARGE_PAGES;
  const tables = [...(analyzed ? pages : byTable).keys()].sort(bySize);
  await onConnections(target, CONNECTIONS, tables, async (client, table) => {
    await together(client, [...(byTable.get(table) ?? []).map(({ create }) => create), ...(analyzed ? [`analyze ${pg.escapeIdentifier(table)}`] : [])], isLarge(table));
  });
  await refer(target, of('foreign').sort((one, other) => bySize(one.table, other.table)), isLarge);
  await withTarget(target, async (client) => {
    await together(client, of('trigger', 'forced').map(({ create }) => create));
  });
}

/** By one connection, as each locks two tables; looked at table by table on two, which keeps no other out. */
async function refer(target: Target, foreign: readonly Definition[], isLarge: (table: string) => boolean): Promise<void> {
  await withTarget(target, async (client) => {
    const absent = new Set((await missingOf(client, foreign.map((definition) => ({ ...definition, validate: null })))).map(({ table, name }) => `${table}.${name}`));
    await together(client, foreign.filter(({ table, name }) => absent.has(`${table}.${name}`)).map(({ create }) => create));
  });
  const byTable = Map.groupBy(foreign, ({ table }) => table);
  await onConnections(target, CONNECTIONS, [...byTable], (client, [table, ofTable]) => together(client, ofTable.flatMap(({ validate }) => (validate === null ? [] : [validate])), isLarge(table)));
}

/**
 * In one transaction, and one way to the server and back: of most tables, which are small, that is the longest part. Of a
 * large one each by itself, or a kill would undo all of them.
 */
async function together(client: pg.Client, statements: readonly string[], apart = false): Promise<void> {
  for (const text of apart ? statements : [statements.join(';\n')]) if (text !== '') await client.query(text);
}
