import type { CheckpointPlace } from '../places/checkpoint-place.js';
import { tileStart, type Certain } from './certain.js';
import { claimedLeaves } from './truth.js';
import type { PlaceFinding } from './verdict.js';
import type { TreeWitness, Witnessed } from './witnessed.js';

/** The size of a place's checkpoint before this one. */
const before = (sizes: readonly number[] | undefined, size: number): number => sizes?.findLast((other) => other < size) ?? 0;

/** Compares the tiles that a place wrote with its checkpoint with the leaves that are certain; they reach up to the checkpoint. */
async function holds(place: CheckpointPlace, tree: number, size: number, certain: Certain, from: number): Promise<boolean> {
  const [claimed, leaves] = [await claimedLeaves(place, tree, size, from, size), certain.since(from)];
  return claimed?.length === leaves.length && claimed.every((leaf, index) => leaves[index]?.equals(leaf));
}

/** What is wrong with the leaves of the places that have this checkpoint. */
export async function placeFindings(tree: number, { size, places }: Witnessed, certain: Certain, { sizes }: TreeWitness): Promise<PlaceFinding[]> {
  const findings: PlaceFinding[] = [];
  for (const place of places) {
    if (!(await holds(place, tree, size, certain, tileStart(before(sizes.get(place), size))))) findings.push({ code: 'place_altered', tree, size, place: place.name });
  }
  return findings;
}

/** The first leaf that a later checkpoint of some place will be compared with. */
export const stillNeeded = (size: number, { sizes }: TreeWitness): number =>
  Math.min(...[...sizes.values()].filter((all) => (all.at(-1) ?? 0) > size).map((all) => tileStart(before(all, size + 1))), size);
