import type pg from 'pg';
import type { BufferPool } from './buffer-pool.js';
import { TupleReader } from './copy-binary.js';
import { copyOut } from './copy-out.js';
import { RangeRows, type RowsToStore } from './range-rows.js';
import type { PageRange } from './ranges.js';
import { ownerColumn } from '../stream/segments/tables.js';
import type { TableSums } from './row-sum.js';

/** Reads a range and hands its chunks to `take`, one after the other; while that takes its time, the server waits. */
export async function readRange(client: pg.Client, { table, statement }: PageRange, sums: TableSums, pool: BufferPool, take: (rows: RowsToStore) => Promise<void>): Promise<void> {
  const rows = new RangeRows(ownerColumn(table.name, table.columns.map(({ name }) => name)) !== undefined, sums, pool);
  const tuples = new TupleReader(rows.add);
  let handing: Promise<void> = Promise.resolve();
  const hand = (): Promise<void> => {
    const ready = rows.ready.splice(0);
    handing = handing.then(async () => {
      for (const each of ready) await take(each);
    });
    return handing;
  };
  await copyOut(client, statement, (bytes, start, end) => tuples.push(bytes, start, end), () => (rows.ready.length > 0 ? hand() : undefined));
  tuples.end();
  rows.finish();
  await hand();
}
