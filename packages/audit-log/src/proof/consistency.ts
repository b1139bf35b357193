import { AuditFault } from '../audit-fault.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { treeOf } from '../checkpoint/tree-origin.js';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import { keptLeaves, keptSizes } from '../places/kept.js';
import { consistencyProof, isConsistent } from '../tree/consistency-proof.js';

async function provedBy(place: CheckpointPlace, tree: number, older: Checkpoint, newer: Checkpoint): Promise<boolean> {
  const size = (await keptSizes(place, tree)).find((kept) => kept >= newer.size);
  if (size === undefined) return false;
  try {
    return isConsistent(older, newer, await consistencyProof(keptLeaves(place, tree, size), older.size, newer.size));
  } catch (error) {
    if (error instanceof AuditFault) return false;
    throw error;
  }
}

/**
 * Whether one of two checkpoints of a tree is the beginning of the other, shown by a consistency proof over what some place
 * has. Both are verified before. A place is believed nothing: false says that none of them shows it.
 * Raises AuditFault `wrong_origin` when they are not of one tree of this log.
 */
export async function areConsistent(places: readonly CheckpointPlace[], origin: string, some: Checkpoint, other: Checkpoint): Promise<boolean> {
  const tree = treeOf(origin, some.origin);
  if (tree === undefined || some.origin !== other.origin) throw new AuditFault('wrong_origin', 'The two checkpoints are not of one tree of this log');
  const [older, newer] = some.size <= other.size ? [some, other] : [other, some];
  if (older.size === newer.size) return older.root.equals(newer.root);
  for (const place of places) if (await provedBy(place, tree, older, newer)) return true;
  return false;
}
