import type { ScopedSql } from '@parley/persistence';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { PARLEY, type Actor } from '../entries/actor.js';
import type { Details } from '../entries/entry.js';
import { ENTRY_COLUMNS, type EntryRow } from '../entries/entry.row.js';
import { recordAct } from '../entries/record.js';
import { openingDetails } from '../verify/opening.js';
import { appendRows, treeEnd, type TreeEnd } from './append-pending.js';
import { LOCK } from './sequencer.queries.js';

/** What the restored database has of the trees before $1. */
const KEPT = `
  select t.tree, count(l.tree)::float8 as size from audit_trees t left join audit_leaves l on l.tree = t.tree where t.tree < $1 group by t.tree order by t.tree`;

/** What a restore is about to bring back, and what the places outside say of the log until then. */
export interface Restore {
  /** The last checkpoint that an outside place has; absent when none of them has any. */
  readonly last?: { readonly tree: number; readonly checkpoint: Checkpoint };
  /** Who says so; the product itself when left out. */
  readonly by?: Actor;
  /** Ids and moments that say which backup was restored. */
  readonly restore: Details;
}

/**
 * Opens a new tree on a database that was restored: its log ends before the last checkpoint outside, and to go on with the
 * same tree would contradict that. The first entry of the new tree names the checkpoint, what is left of the trees before, and
 * the restore. Entries that waited for their leaves get them in the new tree. Answers the tree's number. Runs in the system scope.
 */
export const openTree = (db: ScopedSql, { last, restore, by = PARLEY }: Restore): Promise<number> =>
  db.transaction(async (tx) => {
    await tx.query(LOCK);
    const tree = Math.max((await treeEnd(tx)).tree, last?.tree ?? 0) + 1;
    await tx.query('insert into audit_trees (tree) values ($1)', [tree]);
    const previous = last ? { tree: last.tree, size: last.checkpoint.size, root: last.checkpoint.root.toString('base64') } : null;
    const details = { ...openingDetails({ previous, kept: await tx.query<TreeEnd & Record<string, number>>(KEPT, [tree]) }), restore };
    const id = await recordAct(tx, by, { action: 'auditTree:open', target: { type: 'auditTree', id: String(tree) }, details });
    await appendRows(tx, { tree, size: 0 }, await tx.query<EntryRow>(`select ${ENTRY_COLUMNS} from audit_entries e where e.id = $1`, [id]));
    return tree;
  });
