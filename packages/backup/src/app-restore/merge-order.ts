import type pg from 'pg';
import type { AppTable } from './app-tables.js';

/** Rows that stay as they are now: who may come in, keys, holds of the law, and what waits to be sent, removed or read. */
const KEPT: ReadonlySet<string> = new Set([
  'api_keys', 'service_account_apps', 'data_keys', 'key_shards', 'legal_holds', 'legal_hold_reach', 'attachment_removals', 'outbox_events', 'webhook_deliveries', 'webhook_lanes', 'channel_inbox', 'channel_inbox_lanes', 'channel_outbox', 'channel_outbox_lanes', 'channel_choices', 'link_requests', 'mailboxes',
]);

/** A table whose rows are put back. */
export interface MergedTable extends AppTable {
  /** Columns that are filled only when all rows are there: they refer around a circle. */
  readonly later: ReadonlySet<string>;
  /** Columns of unique indexes that may be null meanwhile: rows may have changed places. */
  readonly exchanged: readonly string[];
  /** Whether it refers to any of them, or any to it. */
  readonly isBound: boolean;
}

interface ForeignKey {
  readonly table: string;
  readonly refers: string;
  /** Those of its columns that may be null. */
  readonly nullable: readonly string[];
}

const FOREIGN = `
  select t.relname as table, r.relname as refers, array(select a.attname::text from pg_attribute a where a.attrelid = t.oid and a.attnum = any(c.conkey) and not a.attnotnull) as nullable
  from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class r on r.oid = c.confrelid
  where c.contype = 'f' and t.relnamespace = 'public'::regnamespace`;

const UNIQUE = `
  select t.relname as table, array_agg(distinct a.attname::text) as columns
  from pg_index i join pg_class t on t.oid = i.indrelid join pg_attribute a on a.attrelid = t.oid and a.attnum = any(i.indkey) and not a.attnotnull
  where i.indisunique and not i.indisprimary and t.relnamespace = 'public'::regnamespace group by t.relname`;

/** The tables of an app whose rows a moment decides, each behind those that it refers to, as the catalog says. */
export async function mergeOrder(client: pg.Client, tables: readonly AppTable[]): Promise<MergedTable[]> {
  const left = new Map(tables.filter(({ name }) => !KEPT.has(name)).map((table) => [table.name, table]));
  const foreign = (await client.query<ForeignKey>(FOREIGN)).rows.filter(({ table, refers }) => left.has(table) && left.has(refers));
  const unique = new Map((await client.query<{ table: string; columns: string[] }>(UNIQUE)).rows.map(({ table, columns }) => [table, columns]));
  const later = new Map<string, Set<string>>();
  const ordered: AppTable[] = [];
  const waitsFor = ({ table, refers, nullable }: ForeignKey): boolean => left.has(refers) && !nullable.some((name) => later.get(table)?.has(name));
  for (;;) {
    const free = [...left.values()].filter(({ name }) => !foreign.some((key) => key.table === name && waitsFor(key)));
    for (const table of free) {
      ordered.push(table);
      left.delete(table.name);
    }
    if (left.size === 0) break;
    if (free.length > 0) continue;
    const loose = foreign.find((key) => left.has(key.table) && waitsFor(key) && key.nullable.length > 0);
    if (!loose) throw new Error(`Tables refer to each other in a circle: ${[...left.keys()].sort().join(', ')}`);
    later.set(loose.table, new Set([...(later.get(loose.table) ?? []), ...loose.nullable]));
  }
  return ordered.map((table) => ({
    ...table, later: later.get(table.name) ?? new Set(), exchanged: unique.get(table.name) ?? [],
    isBound: foreign.some((key) => key.table === table.name || key.refers === table.name),
  }));
}
