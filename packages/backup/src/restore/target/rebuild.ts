import pg from 'pg';
import type { Target } from './target.js';
import { onConnections, withTarget } from './target.js';
import { missingOf, type Definition, type DefinitionKind } from './definitions.js';
import { tablePages } from './table-pages.js';

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
  const tables = [...(analyzed ? pages : byTable).keys()].sort(bySize);
  await onConnections(target, CONNECTIONS, tables, async (client, table) => {
    for (const { create } of byTable.get(table) ?? []) await client.query(create);
    if (analyzed) await client.query(`analyze ${pg.escapeIdentifier(table)}`);
  });
  await refer(target, of('foreign').sort((one, other) => bySize(one.table, other.table)));
  await withTarget(target, async (client) => {
    for (const { create } of of('trigger', 'forced')) await client.query(create);
  });
}

/** One after the other, as each locks two tables; looked at on two connections, which keeps no other out. */
async function refer(target: Target, foreign: readonly Definition[]): Promise<void> {
  await withTarget(target, async (client) => {
    const absent = new Set((await missingOf(client, foreign.map((definition) => ({ ...definition, validate: null })))).map(({ table, name }) => `${table}.${name}`));
    for (const { table, name, create } of foreign) if (absent.has(`${table}.${name}`)) await client.query(create);
  });
  const validations = foreign.flatMap(({ validate }) => (validate === null ? [] : [validate]));
  await onConnections(target, CONNECTIONS, validations, async (client, validate) => {
    await client.query(validate);
  });
}
