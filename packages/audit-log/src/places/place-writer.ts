import { AuditFault } from '../audit-fault.js';
import { openCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js';
import { treeOf } from '../checkpoint/tree-origin.js';
import { appendLeaves, type LeafReader } from '../tree/leaf-reader.js';
import { TreeHead } from '../tree/tree-head.js';
import type { CheckpointPlace } from './checkpoint-place.js';
import { keptLeaves, keptSizes } from './kept.js';
import { keptCheckpoint, type LogIdentity } from './last-checkpoint.js';
import { checkpointName, tileName } from './object-names.js';
import { tilesOf } from './tiles.js';

/**
 * Puts a log's checkpoints, with the leaf hashes under them, in one place. It knows what the place has, read and checked
 * once, so that a log that was rolled back or altered since is found before anything is put.
 */
export class PlaceWriter {
  private known: { readonly tree: number; readonly head: TreeHead } | undefined;

  constructor(
    readonly place: CheckpointPlace,
    private readonly log: LogIdentity,
  ) {}

  /**
   * Puts a signed checkpoint, after its leaf hashes; does nothing when the place has it. May be tried again after any
   * failure. `read` answers the tree's leaf hashes.
   * Raises AuditFault: `place_ahead` when the place has a larger one, `place_diverges` when the leaves do not lead from what it
   * has to this one, `place_altered` when what lies there was changed; what `openCheckpoint` raises for a note that is none;
   * and whatever the place raises when it cannot be written.
   */
  async publish(note: Uint8Array, read: LeafReader): Promise<void> {
    const checkpoint = openCheckpoint(note, this.log.trusted);
    const tree = treeOf(this.log.origin, checkpoint.origin);
    if (tree === undefined) throw new AuditFault('wrong_origin', 'This checkpoint is of another log');
    const kept = await this.headOf(tree);
    if (kept.size > checkpoint.size) throw new AuditFault('place_ahead', `${this.place.name} has tree ${tree} with ${kept.size} entries, and the log ${checkpoint.size}`);
    const head = await this.advanced(kept, checkpoint, read);
    if (kept.size < checkpoint.size) {
      await this.putTiles(tree, kept.size, checkpoint.size, read);
      await this.place.put(checkpointName(tree, checkpoint.size), note);
    }
    this.known = { tree, head };
  }

  /** The place's tree up to its last checkpoint. */
  private async headOf(tree: number): Promise<TreeHead> {
    if (this.known?.tree === tree) return this.known.head;
    const head = TreeHead.empty();
    const size = (await keptSizes(this.place, tree)).at(-1);
    if (size === undefined) return head;
    const { root } = await keptCheckpoint(this.place, this.log, tree, size);
    await appendLeaves(head, keptLeaves(this.place, tree, size), { from: 0, to: size });
    if (!head.root().equals(root)) throw new AuditFault('place_altered', `${this.place.name} has other leaves than its checkpoint of tree ${tree}, size ${size}, covers`);
    return head;
  }

  private async advanced(kept: TreeHead, { origin, size, root }: Checkpoint, read: LeafReader): Promise<TreeHead> {
    const head = kept.copy();
    await appendLeaves(head, read, { from: kept.size, to: size });
    if (!head.root().equals(root)) throw new AuditFault('place_diverges', `${this.place.name} has a beginning of ${origin} that does not lead to its checkpoint of ${size} entries`);
    return head;
  }

  /** What a tile has in common with the last partial one is taken from the place: that is what was compared. */
  private async putTiles(tree: number, from: number, size: number, read: LeafReader): Promise<void> {
    for (const { index, width, from: start } of tilesOf(from, size, size)) {
      const older = start < from ? await keptLeaves(this.place, tree, from)(start, from) : [];
      const newer = await read(start + older.length, start + width);
      await this.place.put(tileName(tree, index, width), Buffer.concat([...older, ...newer]));
    }
  }
}
