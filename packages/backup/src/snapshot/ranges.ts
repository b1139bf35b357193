import type { SnapshotTable } from './snapshot.types.js';
import { ownerColumn } from '../stream/segments/tables.js';

/** Pages of a range. Never other numbers: unchanged ranges are recognised by them. */
const RANGE_PAGES = 512;
/** Where tables begin: of a small one a range is a larger part, and all of it is stored again when it changes (ADR 0109). */
const [SMALL_RANGE_PAGES, SMALL_UNTIL] = [256, 32_768];

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
  const starts = startsOf(pages);
  const columns = copyColumns(table.name, table.columns).map(({ name }) => quoted(name)).join(', ');
  return starts.map((start, index) => {
    const next = starts[index + 1];
    const end = next === undefined ? '' : ` and ctid < '(${next},0)'`;
    const statement = `copy (select ${columns} from public.${quoted(table.name)} where ctid >= '(${start},0)'${end}) to stdout (format binary)`;
    return { table, index, statement, bytes: (bytes * ((next ?? pages) - start)) / pages };
  });
}

function startsOf(pages: number): number[] {
  const starts: number[] = [];
  for (let page = 0; page < pages; page += page < SMALL_UNTIL ? SMALL_RANGE_PAGES : RANGE_PAGES) starts.push(page);
  return starts;
}

/** As an identifier in SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
