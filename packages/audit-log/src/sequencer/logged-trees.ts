import type { Sql } from '@parley/persistence';
import { canonicalBytes } from '../entries/entry.js';
import type { LoggedCheckpoint } from '../verify/own-checkpoints.js';
import { ENTRY_COLUMNS, toEntry, type EntryRow } from '../entries/entry.row.js';

/** Entries that are read at once. */
const AT_ONCE = 1000;

const PAGE = `
  select l.position::float8 as position, l.leaf_hash, ${ENTRY_COLUMNS}
  from audit_leaves l join audit_entries e on e.id = l.entry_id
  where l.tree = $1 and l.position > $2 order by l.position limit ${AT_ONCE}`;

/** An entry as the database has it, and its place in its tree. */
export interface LoggedRow {
  readonly index: number;
  /** Made anew from every column. */
  readonly bytes: Buffer;
  readonly id: string;
  /** The leaf hash as it is kept. */
  readonly stored: Buffer;
}

/** The numbers of the trees that the database has, ascending. Runs in the system scope. */
export const loggedTrees = async (sql: Sql): Promise<number[]> =>
  (await sql.query<{ tree: number }>('select tree from audit_trees union select distinct tree from audit_leaves order by tree')).map(({ tree }) => tree);

/** Reads the entries of a tree in the order of their places, some at a time. Where there is no entry, none is answered. Runs in the system scope. */
export async function* loggedEntries(sql: Sql, tree: number): AsyncGenerator<LoggedRow> {
  let last = -1;
  for (let rows = await page(sql, tree, last); rows.length > 0; rows = await page(sql, tree, last)) {
    for (const row of rows) yield { index: row.position, bytes: canonicalBytes(toEntry(row)), id: row.id, stored: row.leaf_hash };
    last = rows.at(-1)?.position ?? last;
  }
}

const page = (sql: Sql, tree: number, after: number): Promise<(EntryRow & { position: number; leaf_hash: Buffer } & Record<string, unknown>)[]> => sql.query(PAGE, [tree, after]);

/**
 * Entries, at most `limit`, that have no place in any tree and wait for none: nothing of Parley's writes such, so somebody put
 * them there, or took their leaf away. Reads the whole log. Runs in the system scope.
 */
export const strayEntries = async (sql: Sql, limit: number): Promise<string[]> =>
  (await sql.query<{ id: string }>(`
    select e.id from audit_entries e
    where not exists (select from audit_leaves l where l.entry_id = e.id) and not exists (select from audit_pending p where p.entry_id = e.id)
    order by e.id limit $1`, [limit])).map(({ id }) => id);

const CHECKPOINTS = `
  select size::float8 as size, note, signed_at < now() - interval '5 minutes' as settled
  from audit_checkpoints where tree = $1 and size > $2 order by size limit ${AT_ONCE}`;

/** Reads the checkpoints that the database keeps of a tree, smallest first, some at a time. Runs in the system scope. */
export async function* loggedCheckpoints(sql: Sql, tree: number): AsyncGenerator<LoggedCheckpoint> {
  let last = 0;
  const next = () => sql.query<{ size: number; note: string; settled: boolean }>(CHECKPOINTS, [tree, last]);
  for (let rows = await next(); rows.length > 0; rows = await next()) {
    for (const { size, note, settled } of rows) yield { size, note: Buffer.from(note), settled };
    last = rows.at(-1)?.size ?? last;
  }
}

/** Whether every place has had the time to take an entry, by when it was made; also when the database has lost it. Runs in the system scope. */
export async function isLongMade(sql: Sql, tree: number, position: number): Promise<boolean> {
  const [row] = await sql.query<{ long: boolean }>(
    `select e.at < now() - interval '5 minutes' as long from audit_leaves l join audit_entries e on e.id = l.entry_id where l.tree = $1 and l.position = $2`, [tree, position]);
  return row?.long ?? true;
}
