import type { ScopedSql, Sql } from '@parley/persistence';
import { canonicalBytes } from '../entries/entry.js';
import { toEntry, type EntryRow } from '../entries/entry.row.js';
import { leafHash } from '../tree/hashes.js';
import { APPEND, END, PENDING, TRY_LOCK } from './sequencer.queries.js';

/** Entries of one transaction: some hundredths of a second. */
const AT_ONCE = 500;

/** The end of the present tree. */
export interface TreeEnd {
  readonly tree: number;
  readonly size: number;
}

/**
 * Gives entries that wait their leaves at the end of the present tree, in one transaction; answers whether it did. Not when
 * none waits, nor when another process is at it. Runs in the system scope.
 */
export const appendPending = (db: ScopedSql): Promise<boolean> =>
  db.transaction(async (tx) => {
    const [lock] = await tx.query<{ alone: boolean }>(TRY_LOCK);
    if (!lock?.alone) return false;
    const rows = await tx.query<EntryRow>(PENDING, [AT_ONCE]);
    if (rows.length > 0) await appendRows(tx, await treeEnd(tx), rows);
    return rows.length > 0;
  });

/** Where the next leaf goes; for the holder of the sequencer's lock. */
export async function treeEnd(tx: Sql): Promise<TreeEnd> {
  const [end] = await tx.query<TreeEnd & Record<string, unknown>>(END);
  if (end === undefined) throw new Error('The audit log has no tree');
  return end;
}

/** Puts the leaves of entries at the end of a tree; for the holder of the sequencer's lock. */
export async function appendRows(tx: Sql, { tree, size }: TreeEnd, rows: readonly EntryRow[]): Promise<void> {
  await tx.query(APPEND, [tree, size, rows.map(({ id }) => id), rows.map((row) => leafHash(canonicalBytes(toEntry(row))))]);
}
