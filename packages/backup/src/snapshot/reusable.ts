import type { ChunkEntry, SnapshotManifest } from '../format/manifest.types.js';
import type { FramePlace, PackEntry } from '../format/pack.js';

/** Where a chunk lies. */
export interface StoredFrame {
  readonly pack: PackEntry;
  readonly place: FramePlace;
}

/** A pack of which less is still needed is let go: what of it is needed is stored again. */
const WORTH_KEEPING = 0.25;

/** The chunks that a manifest names, by id, without those of packs that are hardly needed any more. */
export function reusable(manifest: SnapshotManifest | undefined): Map<string, StoredFrame> {
  const frames = new Map<string, StoredFrame>();
  if (!manifest) return frames;
  const needed = neededBytes(manifest);
  const kept = manifest.packs.map(({ size }, index) => (needed[index] ?? 0) >= size * WORTH_KEEPING);
  for (const { id, pack: index, number, offset, length } of chunksOf(manifest)) {
    const pack = manifest.packs[index];
    if (pack && kept[index]) frames.set(id, { pack, place: { number, offset, length } });
  }
  return frames;
}

/** Of each pack, how many bytes of frames are named; a frame that is named twice counts once. */
function neededBytes(manifest: SnapshotManifest): number[] {
  const needed = manifest.packs.map(() => 0);
  const counted = new Set<string>();
  for (const { pack, number, length } of chunksOf(manifest)) {
    const name = `${pack}/${number}`;
    if (!counted.has(name)) needed[pack] = (needed[pack] ?? 0) + length;
    counted.add(name);
  }
  return needed;
}

function* chunksOf({ tables }: SnapshotManifest): Iterable<ChunkEntry> {
  for (const { chunks } of tables) yield* chunks;
}
