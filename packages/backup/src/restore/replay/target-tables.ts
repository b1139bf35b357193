import type pg from 'pg';
import { BackupFault } from '../../backup-fault.js';
import type { Relation } from '../../stream/pgoutput/messages.js';
import { ownerColumn } from '../../stream/segments/tables.js';

/** A table of the target, as the stream's rows are written to it. */
export interface TargetTable {
  readonly name: string;
  /** Of the relation's columns those that the table has, by their places in the relation's rows. */
  readonly columns: readonly { readonly name: string; readonly at: number }[];
  /** Places in `columns` of the primary key. */
  readonly key: readonly number[];
  /** The place in the relation's rows of the column that says whose a row is, and whether it is part of the key. */
  readonly owner: { readonly at: number; readonly inKey: boolean } | undefined;
}

const COLUMNS = `
  select c.relname as table, a.attname as name, a.atttypid::int8::int as type, coalesce(a.attnum = any(i.indkey), false) as key
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  left join pg_index i on i.indrelid = c.oid and i.indisprimary
  where c.relnamespace = $1::text::regnamespace and c.relkind = 'r' order by a.attnum`;

interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: number;
  readonly key: boolean;
}

/** The tables as they are now: to be read again after each migration. */
export class TargetTables {
  private readonly known = new WeakMap<Relation, TargetTable>();

  private constructor(private readonly columns: ReadonlyMap<string, readonly ColumnRow[]>) {}

  /** Of a schema, by its name as SQL has it. */
  static async read(client: pg.Client, schema = 'public'): Promise<TargetTables> {
    const { rows } = await client.query<ColumnRow>(COLUMNS, [schema]);
    return new TargetTables(Map.groupBy(rows, ({ table }) => table));
  }

  /** Raises BackupFault `different` where the table, or a column of the stream's, is not there or of another type; in a migration's own transaction columns may come and go. */
  of(relation: Relation, inMigration: boolean): TargetTable {
    const before = this.known.get(relation);
    if (before) return before;
    const there = new Map(this.columns.get(relation.table)?.map((column) => [column.name, column]));
    const columns = relation.columns.flatMap(({ name, type }, at) => {
      const column = there.get(name);
      if (column?.type === type) return [{ name, at, key: column.key }];
      if (inMigration && there.size > 0) return [];
      throw new BackupFault('different', `${relation.schema}.${relation.table}.${name} is in the stream, and not the same in the schema`);
    });
    const key = columns.flatMap((column, index) => (column.key ? [index] : []));
    if (key.length === 0) throw new BackupFault('different', `${relation.table} has no primary key by which rows of the stream could be found`);
    const ownerName = ownerColumn(relation.table, relation.columns.map(({ name }) => name));
    const owner = columns.find(({ name }) => name === ownerName);
    const table = { name: relation.table, columns, key, owner: owner && { at: owner.at, inKey: owner.key } };
    this.known.set(relation, table);
    return table;
  }
}
