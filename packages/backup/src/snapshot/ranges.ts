import type { SnapshotTable } from './snapshot.types.js';
import { ownerColumn } from '../stream/segments/tables.js';

/** Pages of a range. Never another number: unchanged ranges are recognised by it. */
export const RANGE_PAGES = 512;

/** A table as the server keeps it, in bytes. */
export interface TableSize {
  readonly pages: number;
  /** With values that are kept out of line, without indexes. */
  readonly bytes: number;
}

export interface PageRange {
  readonly table: SnapshotTable;
  /** Its place in the table, from 0 on. */
  readonly index: number;
  readonly statement: string;
  /** Its share of the table's bytes. */
  readonly bytes: number;
}

/** What COPY writes and reads, in this order: first whose the row is, where the table says so. */
export function copyColumns<C extends { readonly name: string }>(table: string, columns: readonly C[]): readonly C[] {
  const app = ownerColumn(table, columns.map(({ name }) => name));
  return [...columns.filter(({ name }) => name === app), ...columns.filter(({ name }) => name !== app)];
}

/** The ranges of a table. The last one has no end, so that no page is left out. */
export function rangesOf(table: SnapshotTable, { pages, bytes }: TableSize): PageRange[] {
  const count = Math.ceil(pages / RANGE_PAGES);
  const columns = copyColumns(table.name, table.columns).map(({ name }) => quoted(name)).join(', ');
  return Array.from({ length: count }, (_, index) => {
    const end = index + 1 < count ? ` and ctid < '(${(index + 1) * RANGE_PAGES},0)'` : '';
    const statement = `copy (select ${columns} from public.${quoted(table.name)} where ctid >= '(${index * RANGE_PAGES},0)'${end}) to stdout (format binary)`;
    return { table, index, statement, bytes: bytes / count };
  });
}

/** As an identifier in SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
