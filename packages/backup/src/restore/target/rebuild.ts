import type pg from 'pg';
import type { Target } from './target.js';
import { onConnections, withTarget } from './target.js';
import { missingOf, type Definition, type DefinitionKind } from './definitions.js';

/** Connections that make keys and indexes, and look at foreign keys. */
export const CONNECTIONS = 2;

/**
 * Brings back what is missing of some kinds: keys and indexes table by table, largest first, on two connections; then
 * foreign keys, which are looked at together; then triggers, and last the policies' hold on the owner. May be killed and
 * run again. Raises what PostgreSQL says of rows that break a key, which names the constraint.
 */
export async function rebuild(target: Target, definitions: readonly Definition[], kinds: readonly DefinitionKind[]): Promise<void> {
  const [missing, sizes] = await withTarget(target, async (client) => [await missingOf(client, definitions.filter(({ kind }) => kinds.includes(kind))), await tableSizes(client)] as const);
  const of = (...wanted: DefinitionKind[]): Definition[] => missing.filter(({ kind }) => wanted.includes(kind));
  const byTable = [...Map.groupBy(of('primary', 'unique', 'index'), ({ table }) => table)].sort(([one], [other]) => (sizes.get(other) ?? 0) - (sizes.get(one) ?? 0));
  await onConnections(target, CONNECTIONS, byTable, async (client, [, ofOne]) => {
    for (const { create } of ofOne) await client.query(create);
  });
  await refer(target, of('foreign'));
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

async function tableSizes(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; pages: number }>(`select relname as name, (pg_relation_size(oid) / 8192)::int as pages from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`);
  return new Map(rows.map(({ name, pages }) => [name, pages]));
}
