import { AuditFault } from '../audit-fault.js';
import { HASH_BYTES } from '../tree/hashes.js';
import type { LeafReader } from '../tree/leaf-reader.js';
import type { CheckpointPlace } from './checkpoint-place.js';
import { checkpointsFolder, tileName } from './object-names.js';
import { tilesOf } from './tiles.js';

const ascending = (numbers: number[]): number[] => numbers.sort((a, b) => a - b);

/** The numbers of the trees that a place has something of, ascending. */
export async function keptTrees(place: CheckpointPlace): Promise<number[]> {
  const names = await place.list('');
  return ascending(names.filter((name) => /^[1-9]\d{0,8}\/$/.test(name)).map((name) => Number(name.slice(0, -1))));
}

async function numbersIn(place: CheckpointPlace, folder: string, digits: string): Promise<number[]> {
  const names = await place.list(folder);
  const here = names.filter((name) => /^\d{3}$/.test(name)).map((name) => Number(digits + name));
  const deeper: number[][] = [];
  for (const name of names.filter((each) => /^x\d{3}\/$/.test(each))) deeper.push(await numbersIn(place, `${folder}/${name.slice(0, -1)}`, digits + name.slice(1, 4)));
  return [...here, ...deeper.flat()];
}

/** The sizes of a tree's checkpoints in a place, ascending. */
export const keptSizes = async (place: CheckpointPlace, tree: number): Promise<number[]> => ascending(await numbersIn(place, checkpointsFolder(tree), ''));

/**
 * Reads the leaf hashes that a place has put beside a tree's checkpoint of `size`. They are only claimed: who reads them
 * compares their root. The reader raises AuditFault `place_altered` where a tile is missing or of another length.
 */
export function keptLeaves(place: CheckpointPlace, tree: number, size: number): LeafReader {
  return async (from, to) => {
    const leaves: Buffer[] = [];
    for (const { index, width, from: start } of tilesOf(from, to, size)) {
      const tile = await place.get(tileName(tree, index, width));
      if (tile?.length !== width * HASH_BYTES) throw new AuditFault('place_altered', `${place.name} has lost leaves of tree ${tree}: ${tileName(tree, index, width)}`);
      for (let at = Math.max(from, start); at < Math.min(to, start + width); at += 1) leaves.push(tile.subarray((at - start) * HASH_BYTES, (at - start + 1) * HASH_BYTES));
    }
    return leaves;
  };
}
