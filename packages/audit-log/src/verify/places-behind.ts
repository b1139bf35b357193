import type { CheckpointPlace } from '../places/checkpoint-place.js';
import type { PlaceFinding } from './verdict.js';
import type { TreeWitness } from './witnessed.js';

/** What of a tree every place must have by now. */
interface Due {
  readonly tree: number;
  /** A checkpoint of the database's that it kept long enough for every place to take it. */
  readonly settled: number;
  /** Entries that are certain, because some place covers them. */
  readonly covered: number;
  /** Whether the entry at an index is so old that every place has had the time to take it. */
  readonly isLongMade: (index: number) => Promise<boolean>;
}

/**
 * Places that have less of a tree than they should: they are not fed, or something was taken out of them. Measured by the
 * checkpoints that the database keeps and, because those may be gone with what was taken, by what the other places cover.
 */
export async function placesBehind(places: readonly CheckpointPlace[], { tree, settled, covered, isLongMade }: Due, witness: TreeWitness): Promise<PlaceFinding[]> {
  const findings: PlaceFinding[] = [];
  for (const place of places) {
    const last = witness.sizes.get(place)?.at(-1) ?? 0;
    const behind = last < settled ? settled : last < covered && (await isLongMade(last)) ? covered : undefined;
    if (behind !== undefined) findings.push({ code: 'place_behind', tree, size: behind, place: place.name });
  }
  return findings;
}
