import { TILE_WIDTH } from '../places/object-names.js';
import { TreeHead } from '../tree/tree-head.js';

/** Where the tile begins in which a tree of this size ends. */
export const tileStart = (size: number): number => size - (size % TILE_WIDTH);

/** The tree as far as it is certain, with the leaves at its end that some place is still to be compared with. */
export class Certain {
  head = TreeHead.empty();
  private from = 0;
  private leaves: Buffer[] = [];

  /** Leaves that it has, all that are certain. */
  get size(): number {
    return this.head.size;
  }

  /** Goes on by leaves that lead to a signed root, and to this tree. */
  advance(leaves: readonly Buffer[], head: TreeHead): void {
    this.head = head;
    for (const leaf of leaves) this.leaves.push(leaf);
  }

  /** The leaves at its end, from this index on, which must not be forgotten. */
  since(from: number): readonly Buffer[] {
    return this.leaves.slice(from - this.from);
  }

  /** Forgets the leaves before an index. */
  forget(before: number): void {
    if (before <= this.from) return;
    this.leaves = this.leaves.slice(before - this.from);
    this.from = before;
  }
}
