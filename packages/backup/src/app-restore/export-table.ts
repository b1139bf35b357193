import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableTable, SealedItem, StoredRow } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import pg from 'pg';
import type { AppTable } from './app-tables.js';
import type { ExportedFiles } from './export-files.js';
import type { ExportedTable, ExportOptions } from './export.types.js';
import { inShadow } from './shadow.js';

/** So many rows are opened at once. */
const BATCH = 200;

export interface TableExport {
  readonly app: string;
  readonly table: AppTable;
  readonly readable: ReadableTable;
  readonly options: ExportOptions;
  /** It is made, for its owner alone. */
  readonly file: string;
  readonly files: ExportedFiles;
  readonly read: (rows: number) => void;
}

interface Line {
  readonly key: readonly string[];
  readonly row: StoredRow;
  readonly [cell: `cell_${number}`]: Buffer | null;
}

/** Writes the rows of an app's shadow as JSON lines, in the order of their keys: what is sealed opened, without what was erased since. */
export async function exportTable(client: pg.Client, parts: TableExport): Promise<ExportedTable> {
  const counts = { rows: 0, leftOut: 0, unreadable: 0 };
  await pipeline(Readable.from(linesOf(client, parts, counts)), createWriteStream(parts.file, { mode: 0o600, flags: 'wx', flush: true }));
  return { table: parts.table.name, ...counts };
}

type Counts = { -readonly [Name in Exclude<keyof ExportedTable, 'table'>]: number };

async function* linesOf(client: pg.Client, parts: TableExport, counts: Counts): AsyncGenerator<string> {
  const { table, readable: { cells: sealed, subjects }, options: { erased } } = parts;
  const cells = table.columns.filter((name) => sealed?.[name]);
  const statement = select(parts, cells);
  for (let after: readonly string[] = []; ; ) {
    const { rows } = await client.query<Line>(`${statement(after.length > 0)} limit ${BATCH}`, [...after]);
    const kept = rows.filter(({ row }) => !subjects?.(row).some((subject) => erased.gone.has(subject)));
    const opened = await open(parts, cells, kept);
    counts.leftOut += rows.length - kept.length;
    counts.rows += kept.length;
    for (const [index, line] of kept.entries()) {
      const values = opened[index] ?? {};
      counts.unreadable += cells.filter((column, nth) => line[`cell_${nth}`] && values[column] === undefined).length;
      await writeFileOf(parts, line.row, values);
      yield `${JSON.stringify(shown(parts, cells, line.row, values))}\n`;
    }
    parts.read(rows.length);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.key;
  }
}

async function writeFileOf({ app, readable, files }: TableExport, row: StoredRow, opened: StoredRow): Promise<void> {
  if (!readable.file) return;
  const file = readable.file(app as AppId, row, opened);
  if (file) await files.write(String(row.id), file);
  else files.missing.push(String(row.id));
}

/** What each row's cells opened to, by column; undefined where there is none, or it does not open. */
async function open({ app, readable, options }: TableExport, cells: readonly string[], lines: readonly Line[]): Promise<Record<string, unknown>[]> {
  const values = lines.map((): Record<string, unknown> => ({}));
  const found = lines.flatMap((line, index) => cells.flatMap((column, nth): { item: SealedItem; put: (value: unknown) => void }[] => {
    const [cell, of] = [line[`cell_${nth}`], readable.cells?.[column]?.(line.row)];
    if (!cell || !of || options.erased.gone.has(of.subject) || options.erased.closed.has(of.subject)) return [];
    return [{ item: { tenant: app as AppId, ...of, cell }, put: (value) => Object.assign(values[index] ?? {}, { [column]: value }) }];
  }));
  const opened = found.length > 0 ? await options.open(found.map(({ item }) => item)) : [];
  for (const [index, one] of opened.entries()) if (one.ok) found[index]?.put(one.value);
  return values;
}

/** In the order of the table's columns; a sealed one without that in its name. */
function shown({ table, readable }: TableExport, cells: readonly string[], row: StoredRow, opened: StoredRow): Record<string, unknown> {
  const isOmitted = (name: string): boolean => readable.omitted?.includes(name) ?? false;
  return Object.fromEntries(table.columns.filter((name) => !isOmitted(name)).map((name) => {
    if (!cells.includes(name)) return [name, row[name]];
    const value = opened[name];
    return [name.replace(/^sealed_/, ''), value === undefined ? null : (readable.shown?.(name, value) ?? value)];
  }));
}

/** The rows behind a key: `key`, the columns that are plain as one JSON, and each sealed one as it stands. */
function select({ app, table, readable }: TableExport, cells: readonly string[]): (isBehind: boolean) => string {
  const column = (name: string): string => `t.${pg.escapeIdentifier(name)}`;
  const plain = table.columns.filter((name) => !cells.includes(name) && (table.key.includes(name) || !readable.omitted?.includes(name)));
  const types = new Map(table.entry.columns.map(({ name, type }) => [name, type]));
  const keys = table.key.map(column).join(', ');
  const behind = `(${keys}) > (${table.key.map((name, index) => `$${index + 1}::text::${types.get(name)}`).join(', ')})`;
  return (isBehind) => `
    select array[${table.key.map((name) => `${column(name)}::text`).join(', ')}] as key, (select to_json(p) from (select ${plain.map(column).join(', ')}) p) as row
      ${cells.map((name, index) => `, ${column(name)} as cell_${index}`).join('')}
    from ${inShadow(app, table.name)} t ${isBehind ? `where ${behind}` : ''} order by ${keys}`;
}
