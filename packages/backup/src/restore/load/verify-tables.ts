import type pg from 'pg';
import { BackupFault } from '../../backup-fault.js';
import type { SnapshotManifest, TableEntry } from '../../format/manifest.types.js';
import { TupleReader } from '../../snapshot/copy-binary.js';
import { copyOut } from '../../snapshot/copy-out.js';
import { crcOf, RowSum, type Summed } from '../../snapshot/row-sum.js';
import { tablePages } from '../target/table-pages.js';
import { onConnections, withTarget, type Target } from '../target/target.js';
import { columnList } from './copy-in.js';

const CONNECTIONS = 2;
/** Heap pages that one connection reads at a time, so that the largest table occupies all of them to its end. */
const PAGES = 4096;

interface Part {
  readonly table: TableEntry;
  readonly where: string;
}

/** Reads what is in a table now, and sums it as the snapshot's rows were summed (README, "Checksums"). */
export async function sumTable(client: pg.Client, table: Pick<TableEntry, 'name' | 'columns'>): Promise<Summed> {
  const { rows, sum } = await sumRows(client, table, '');
  return { rows, sum };
}

async function sumRows(client: pg.Client, { name, columns }: Pick<TableEntry, 'name' | 'columns'>, where: string): Promise<RowSum> {
  const sum = new RowSum();
  const tuples = new TupleReader((bytes, start, end) => sum.add(crcOf(bytes, start, end), end - start));
  const list = columnList(columns.map((column) => column.name));
  await copyOut(client, `copy (select ${list} from "${name}" ${where}) to stdout (format binary)`, (bytes, start, end) => tuples.push(bytes, start, end), () => undefined);
  tuples.end();
  return sum;
}

export interface VerifyOptions {
  /** Begun first, on the same connections: what takes one alone for long, while the others compare. */
  readonly beside?: readonly ((client: pg.Client) => Promise<void>)[];
  /** Default 4096. */
  readonly pagesAtOnce?: number;
}

/**
 * Compares each table with what the snapshot counted and summed when it read it, without rows of closed apps. Raises
 * BackupFault `different`, which names each table that differs, and how many rows it has and should have.
 */
export async function verifyTables(target: Target, { tables }: Pick<SnapshotManifest, 'tables'>, closed: ReadonlySet<string>, { beside = [], pagesAtOnce = PAGES }: VerifyOptions = {}): Promise<void> {
  const sums = new Map(tables.map(({ name }) => [name, new RowSum()]));
  const pages = await withTarget(target, tablePages);
  const parts = tables.toSorted((one, other) => (pages.get(other.name) ?? 0) - (pages.get(one.name) ?? 0)).flatMap((table) => partsOf(table, pages.get(table.name) ?? 0, pagesAtOnce));
  const sumOf = ({ table, where }: Part) => async (client: pg.Client): Promise<void> => sums.get(table.name)?.addAll(await sumRows(client, table, where));
  await onConnections(target, CONNECTIONS, [...beside, ...parts.map(sumOf)], (client, work) => work(client));
  const differences: string[] = [];
  for (const table of tables) {
    const [is, wanted] = [sums.get(table.name) ?? new RowSum(), expected(table, closed)];
    if (is.rows !== wanted.rows) differences.push(`${table.name} has ${is.rows} rows and not ${wanted.rows}`);
    else if (is.sum !== wanted.sum) differences.push(`${table.name} has ${is.rows} rows as it should, but not the same ones`);
  }
  if (differences.length > 0) throw new BackupFault('different', `What was loaded is not what was recorded: ${differences.sort().join('; ')}`);
}

/** The last one has no end: what the pages were counted by may be old. */
function partsOf(table: TableEntry, pages: number, atOnce: number): Part[] {
  return Array.from({ length: Math.max(1, Math.ceil(pages / atOnce)) }, (_, nth) => {
    const [from, to] = [nth * atOnce, (nth + 1) * atOnce];
    return { table, where: `where ctid >= '(${from},0)'${to < pages ? ` and ctid < '(${to},0)'` : ''}` };
  });
}

const HALF_DIGITS = 12;
const MODULUS = 2n ** 48n;

/** What was recorded, less what was recorded of closed apps. Both halves of a sum are sums modulo 2^48. */
function expected({ rows, sum, byApp = {} }: TableEntry, closed: ReadonlySet<string>): Summed {
  const halves = (of: string): bigint[] => [of.slice(0, HALF_DIGITS), of.slice(HALF_DIGITS)].map((half) => BigInt(`0x${half}`));
  return Object.entries(byApp).filter(([app]) => closed.has(app)).reduce((left, [, one]) => {
    const less = halves(one.sum);
    const rest = halves(left.sum).map((half, index) => (half - (less[index] ?? 0n) + MODULUS) % MODULUS);
    return { rows: left.rows - one.rows, sum: rest.map((half) => half.toString(16).padStart(HALF_DIGITS, '0')).join('') };
  }, { rows, sum });
}
