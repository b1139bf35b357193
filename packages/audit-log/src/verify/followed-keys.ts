import type { Sql } from '@parley/persistence';
import { AuditFault } from '../audit-fault.js';
import { parseVerifierKey, type VerifierKey } from '../checkpoint/verifier-key.js';
import { canonicalBytes } from '../entries/entry.js';
import { ENTRY_COLUMNS, toEntry, type EntryRow } from '../entries/entry.row.js';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import { keptLeaves, keptSizes } from '../places/kept.js';
import { keptCheckpoint, type LogIdentity } from '../places/last-checkpoint.js';
import { leafHash } from '../tree/hashes.js';
import { TreeHead } from '../tree/tree-head.js';

const ROTATIONS = `
  select l.tree, l.position::float8 as position, ${ENTRY_COLUMNS} from audit_entries e join audit_leaves l on l.entry_id = e.id
  where e.action = 'auditKey:rotate' order by l.tree, l.position`;

/** A rotation as the database has it, not believed yet. */
interface Handover {
  readonly tree: number;
  readonly position: number;
  readonly leaf: Buffer;
  readonly keys: readonly VerifierKey[];
}

function keysNamed(details: Readonly<Record<string, unknown>>): VerifierKey[] {
  try {
    return [parseVerifierKey(String(details['from'])), parseVerifierKey(String(details['to']))];
  } catch (error) {
    if (error instanceof AuditFault) return [];
    throw error;
  }
}

/** Whether a place shows that the rotation is in the log of somebody who is trusted: both keys then speak for the log. */
async function isShownBy(place: CheckpointPlace, log: LogIdentity, { tree, position, leaf }: Handover): Promise<boolean> {
  try {
    const size = (await keptSizes(place, tree)).find((kept) => kept > position);
    if (size === undefined) return false;
    const { root } = await keptCheckpoint(place, log, tree, size);
    const leaves = await keptLeaves(place, tree, size)(0, size);
    const head = TreeHead.empty();
    for (const each of leaves) head.append(each);
    return head.root().equals(root) && leaf.equals(leaves[position] ?? Buffer.alloc(0));
  } catch (error) {
    if (error instanceof AuditFault) return false;
    throw error;
  }
}

/**
 * The keys that are trusted, and those that they lead to: before and after each rotation whose entry a trusted key has under a
 * checkpoint that a place holds. The database is believed nothing. Runs in the system scope.
 */
export async function followedKeys(sql: Sql, log: LogIdentity, places: readonly CheckpointPlace[]): Promise<VerifierKey[]> {
  const rows = await sql.query<EntryRow & { tree: number; position: number } & Record<string, unknown>>(ROTATIONS);
  let left: Handover[] = rows.map((row) => ({ tree: row.tree, position: row.position, leaf: leafHash(canonicalBytes(toEntry(row))), keys: keysNamed(row.details) }));
  const trusted = [...log.trusted];
  const isKnown = (key: VerifierKey): boolean => trusted.some(({ id, name }) => id.equals(key.id) && name === key.name);
  for (let before = -1; before !== trusted.length; ) {
    before = trusted.length;
    const open: Handover[] = [];
    for (const handover of left) {
      const isShown = async (): Promise<boolean> => {
        for (const place of places) if (await isShownBy(place, { ...log, trusted }, handover)) return true;
        return false;
      };
      if (handover.keys.some(isKnown) && (await isShown())) trusted.push(...handover.keys.filter((key) => !isKnown(key) && key.name === log.origin));
      else open.push(handover);
    }
    left = open;
  }
  return trusted;
}
