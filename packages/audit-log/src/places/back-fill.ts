import { AuditFault } from '../audit-fault.js';
import type { CheckpointPlace } from './checkpoint-place.js';
import { keptLeaves, keptSizes, keptTrees } from './kept.js';
import type { LogIdentity } from './last-checkpoint.js';
import { checkpointName } from './object-names.js';
import { PlaceWriter } from './place-writer.js';

/**
 * Copies to a place what others have, and it has not, of the trees before `present`: each checkpoint after its last one, with
 * the leaf hashes under it, verified as whatever is put there. May end anywhere and be repeated. Every one of the others is
 * tried; then what the first one raised that failed is raised, and whatever the place itself raises.
 */
export async function backFill(place: CheckpointPlace, others: readonly CheckpointPlace[], log: LogIdentity, present: number): Promise<void> {
  const failures: unknown[] = [];
  for (const other of others) {
    try {
      for (const tree of (await keptTrees(other)).filter((each) => each < present)) await copyTree(place, other, log, tree);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function copyTree(place: CheckpointPlace, from: CheckpointPlace, log: LogIdentity, tree: number): Promise<void> {
  const last = (await keptSizes(place, tree)).at(-1) ?? 0;
  const writer = new PlaceWriter(place, log);
  for (const size of (await keptSizes(from, tree)).filter((each) => each > last)) {
    const note = await from.get(checkpointName(tree, size));
    if (note === undefined) throw new AuditFault('place_altered', `${from.name} has lost its checkpoint of tree ${tree}, size ${size}`);
    await writer.publish(note, keptLeaves(from, tree, size));
  }
}
