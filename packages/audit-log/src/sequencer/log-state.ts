import type { Sql } from '@parley/persistence';
import type { LeafReader } from '../tree/leaf-reader.js';
import { LEAVES, STATE } from './sequencer.queries.js';

/** How the log stands in the database. */
export interface LogState {
  /** The number of the present tree. */
  readonly tree: number;
  /** Leaves in it. */
  readonly size: number;
  /** Whether entries wait for their leaves. */
  readonly pending: boolean;
  /** The last checkpoint of the present tree. */
  readonly signed?: { readonly size: number; readonly note: Buffer; readonly secondsAgo: number };
}

interface StateRow {
  readonly tree: number;
  readonly size: number;
  readonly pending: boolean;
  readonly signed_size: number | null;
  readonly note: string | null;
  readonly signed_seconds: number | null;
}

/** Reads how the log stands. Runs in the system scope, at the cost of some rows however long the log is. */
export async function logState(sql: Sql): Promise<LogState> {
  const [row] = await sql.query<StateRow>(STATE);
  if (row === undefined) throw new Error('The audit log has no tree');
  const { tree, size, pending, signed_size: signedSize, note, signed_seconds: secondsAgo } = row;
  if (signedSize === null || note === null || secondsAgo === null) return { tree, size, pending };
  return { tree, size, pending, signed: { size: signedSize, note: Buffer.from(note), secondsAgo } };
}

/** Reads the leaf hashes of a tree as the database has them. */
export const leavesOf = (sql: Sql, tree: number): LeafReader => async (from, to) =>
  (await sql.query<{ leaf_hash: Buffer }>(LEAVES, [tree, from, to])).map((row) => row.leaf_hash);
