import type { Sql } from '@parley/persistence';
import type { VerifierKey } from '../checkpoint/verifier-key.js';
import { canonicalBytes } from '../entries/entry.js';
import { ENTRY_COLUMNS, toEntry, type EntryRow } from '../entries/entry.row.js';
import { leavesOf } from '../sequencer/log-state.js';
import { makeProof } from './proof.js';

const ENTRY = `
  select ${ENTRY_COLUMNS}, l.tree, l.position::float8 as position, (select c.note from audit_checkpoints c where c.tree = l.tree and c.size > l.position order by c.size limit 1) as note
  from audit_entries e left join audit_leaves l on l.entry_id = e.id where e.id = $1`;

type Row = EntryRow & Record<string, unknown> & { readonly tree: number | null; readonly position: number | null; readonly note: string | null };

/**
 * The proof of one entry under the first checkpoint that covers it. `unknown` when there is no such entry, `uncovered` when no
 * checkpoint covers it yet. Raises AuditFault when what the database has does not lead to the checkpoint: the log was altered.
 * Runs in the system scope; reads the leaf hashes under the checkpoint.
 */
export async function proveEntry(sql: Sql, id: string, trusted: readonly VerifierKey[]): Promise<Buffer | 'unknown' | 'uncovered'> {
  const [row] = await sql.query<Row>(ENTRY, [id]);
  if (row === undefined) return 'unknown';
  const { tree, position, note } = row;
  if (tree === null || position === null || note === null) return 'uncovered';
  return makeProof(canonicalBytes(toEntry(row)), position, Buffer.from(note), leavesOf(sql, tree), trusted);
}
