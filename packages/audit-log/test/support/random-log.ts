import { leafHash, PlaceWriter, signCheckpoint, TreeHead, treeOrigin, verifyLog, type LoggedEntry, type Verdict } from '../../src/index.js';
import { entriesOf, log, ORIGIN, signer } from './log.js';
import { MemoryPlace } from './memory-place.js';
import type { Random } from './random.js';

/** A log of one tree with its places, as chance made it. */
export interface RandomLog {
  readonly entries: Buffer[];
  /** Size of the last checkpoint. */
  readonly covered: number;
  readonly sizes: readonly number[];
  readonly places: readonly MemoryPlace[];
}

/** Some sizes up to this one, ascending. */
const someSizes = (random: Random, upTo: number): number[] =>
  [...new Set(Array.from({ length: 1 + random.below(3) }, () => 1 + random.below(upTo)))].sort((a, b) => a - b);

/** A log with one or two places, each with checkpoints of its own; some entries at its end may be covered by none. */
export async function randomLog(random: Random): Promise<RandomLog> {
  const entries = entriesOf(2 + random.below(random.pick([8, 8, 8, 30, 30, 280])));
  const leaves = entries.map(leafHash);
  const writers = Array.from({ length: 1 + random.below(2) }, (_, index) => ({ writer: new PlaceWriter(new MemoryPlace(`place ${index}`), log), sizes: someSizes(random, entries.length) }));
  const sizes = [...new Set(writers.flatMap((each) => each.sizes))].sort((a, b) => a - b);
  const head = TreeHead.empty();
  for (const size of sizes) {
    while (head.size < size) head.append(leaves[head.size]!);
    const note = await signCheckpoint({ origin: treeOrigin(ORIGIN, 1), size, root: head.root(), extensions: [] }, signer);
    for (const { writer } of writers.filter((each) => each.sizes.includes(size))) await writer.publish(note, (from, to) => Promise.resolve(leaves.slice(from, to)));
  }
  return { entries, covered: Math.max(...sizes), sizes, places: writers.map(({ writer }) => writer.place as MemoryPlace) };
}

/** Entries in their order, some of whose indexes may be skipped or doubled. */
export const indexed = (entries: readonly (Buffer | undefined)[]): LoggedEntry[] =>
  entries.flatMap((bytes, index) => (bytes === undefined ? [] : [{ index, bytes, id: (JSON.parse(bytes.toString()) as { id: string }).id }]));

/** Verifies entries as if the database had them as its only tree. */
export const verdictOn = (entries: readonly LoggedEntry[], places: readonly MemoryPlace[]): Promise<Verdict> =>
  verifyLog({
    log,
    places,
    trees: [{ tree: 1, entries: () => (async function* () { yield* entries; await Promise.resolve(); })() }],
  });
