import { TILE_WIDTH } from './object-names.js';

/** One tile of leaf hashes as a tree of some size has it. */
export interface Tile {
  readonly index: number;
  /** Leaves in it. */
  readonly width: number;
  /** The index of its first leaf. */
  readonly from: number;
}

/** The tiles that hold the leaves from `from` up to, without, `to`, as the tree of `size` leaves has them; the last may be partial. */
export function tilesOf(from: number, to: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index += 1) {
    tiles.push({ index, from: index * TILE_WIDTH, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) });
  }
  return tiles;
}
