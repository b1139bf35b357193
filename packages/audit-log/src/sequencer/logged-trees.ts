import type { Sql } from '@parley/persistence';
import { canonicalBytes } from '../entries/entry.js';
import { ENTRY_COLUMNS, toEntry, type EntryRow } from '../entries/entry.row.js';

/** Entries that are read at once. */
const AT_ONCE = 1000;

const PAGE = `
  select l.position::float8 as position, ${ENTRY_COLUMNS}
  from audit_leaves l join audit_entries e on e.id = l.entry_id
  where l.tree = $1 and l.position > $2 order by l.position limit ${AT_ONCE}`;

/** An entry as the database has it, and its place in its tree. */
export interface LoggedRow {
  readonly index: number;
  /** Made anew from every column; the hash that the leaf has does not count. */
  readonly bytes: Buffer;
  readonly id: string;
}

/** The numbers of the trees that the database has, ascending. Runs in the system scope. */
export const loggedTrees = async (sql: Sql): Promise<number[]> =>
  (await sql.query<{ tree: number }>('select tree from audit_trees union select distinct tree from audit_leaves order by tree')).map(({ tree }) => tree);

/** Reads the entries of a tree in the order of their places, some at a time. Where there is no entry, none is answered. Runs in the system scope. */
export async function* loggedEntries(sql: Sql, tree: number): AsyncGenerator<LoggedRow> {
  let last = -1;
  for (let rows = await page(sql, tree, last); rows.length > 0; rows = await page(sql, tree, last)) {
    for (const row of rows) yield { index: row.position, bytes: canonicalBytes(toEntry(row)), id: row.id };
    last = rows.at(-1)?.position ?? last;
  }
}

const page = (sql: Sql, tree: number, after: number): Promise<(EntryRow & { position: number } & Record<string, unknown>)[]> => sql.query(PAGE, [tree, after]);

/**
 * Entries, at most `limit`, that have no place in any tree and wait for none: nothing of Parley's writes such, so somebody put
 * them there, or took their leaf away. Reads the whole log. Runs in the system scope.
 */
export const strayEntries = async (sql: Sql, limit: number): Promise<string[]> =>
  (await sql.query<{ id: string }>(`
    select e.id from audit_entries e
    where not exists (select from audit_leaves l where l.entry_id = e.id) and not exists (select from audit_pending p where p.entry_id = e.id)
    order by e.id limit $1`, [limit])).map(({ id }) => id);
