import { AuditFault } from '../audit-fault.js';
import { openCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js';
import { treeOrigin } from '../checkpoint/tree-origin.js';
import type { VerifierKey } from '../checkpoint/verifier-key.js';
import type { CheckpointPlace } from './checkpoint-place.js';
import { keptSizes, keptTrees } from './kept.js';
import { checkpointName } from './object-names.js';

/** A log as those who check it know it. */
export interface LogIdentity {
  /** What the origins of its trees begin with. */
  readonly origin: string;
  /** Keys that sign, or once signed, for it. */
  readonly trusted: readonly VerifierKey[];
}

/**
 * A checkpoint that a place has. Raises AuditFault `place_altered` when it is gone or of another tree or size, and what
 * `openCheckpoint` raises when nobody who is trusted signed it.
 */
export async function keptCheckpoint(place: CheckpointPlace, log: LogIdentity, tree: number, size: number): Promise<Checkpoint> {
  const note = await place.get(checkpointName(tree, size));
  const checkpoint = note && openCheckpoint(note, log.trusted);
  if (checkpoint?.size !== size || checkpoint.origin !== treeOrigin(log.origin, tree)) {
    throw new AuditFault('place_altered', `${place.name} has another checkpoint where that of tree ${tree}, size ${size}, was put`);
  }
  return checkpoint;
}

/** The last checkpoint of the last tree that a place has, verified; nothing when it has none. Raises what `keptCheckpoint` does. */
export async function lastCheckpoint(place: CheckpointPlace, log: LogIdentity): Promise<{ tree: number; checkpoint: Checkpoint } | undefined> {
  for (const tree of (await keptTrees(place)).toReversed()) {
    const size = (await keptSizes(place, tree)).at(-1);
    if (size !== undefined) return { tree, checkpoint: await keptCheckpoint(place, log, tree, size) };
  }
  return undefined;
}
