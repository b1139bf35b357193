import { sqlOf } from '@parley/persistence';
import type pg from 'pg';
import { BackupFault } from '../backup-fault.js';
import type { ColumnEntry, SnapshotManifest, TableEntry } from '../format/manifest.types.js';
import { publishedSchema } from '../snapshot/published-schema.js';
import { ownerColumn } from '../stream/segments/tables.js';

/** A table that has rows of apps, as the snapshot and the living database both have it. */
export interface AppTable {
  readonly entry: TableEntry;
  readonly name: string;
  /** In the snapshot's order. */
  readonly columns: readonly string[];
  /** The columns of its primary key. */
  readonly key: readonly string[];
  /** The column that says whose a row is. */
  readonly owner: string;
}

const KEYS = `
  select i.indrelid::regclass::text as table, array_agg(a.attname::text order by array_position(i.indkey::int2[], a.attnum)) as key
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
  where i.indisprimary and c.relnamespace = 'public'::regnamespace group by i.indrelid`;

/**
 * The tables that have rows of apps. Raises BackupFault `unreachable`, which names them, where a migration has changed some
 * since the snapshot: rows of an older schema would not be what the product of today takes them for.
 */
export async function appTables(client: pg.Client, snapshot: SnapshotManifest): Promise<AppTable[]> {
  const live = await publishedSchema(sqlOf(client));
  const shapes = new Map(live.tables.flatMap(({ name, columns }) => (isOfApps(name, columns) ? [[name, shapeOf(columns)] as const] : [])));
  const then = snapshot.tables.filter(({ appColumn }) => appColumn !== undefined);
  const changed = new Set([...shapes.keys(), ...then.map(({ name }) => name)]);
  for (const { name, columns } of then) if (shapes.get(name) === shapeOf(columns)) changed.delete(name);
  if (changed.size > 0) {
    throw new BackupFault('unreachable', `Migrations since ${snapshot.migration}, the newest one then, have changed ${[...changed].sort().join(', ')}: one app cannot be taken over that, only the whole database`);
  }
  const { rows } = await client.query<{ table: string; key: string[] }>(KEYS);
  const keys = new Map(rows.map(({ table, key }) => [table, key]));
  return then.map((entry) => ({ entry, name: entry.name, columns: entry.columns.map(({ name }) => name), key: keys.get(entry.name) ?? [], owner: entry.appColumn ?? '' }));
}

const isOfApps = (table: string, columns: readonly ColumnEntry[]): boolean => ownerColumn(table, columns.map(({ name }) => name)) !== undefined;

const shapeOf = (columns: readonly ColumnEntry[]): string => JSON.stringify(columns.map(({ name, type }) => [name, type]).sort());
