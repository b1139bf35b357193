import { leafHash, newPrivateKey, signCheckpoint, signerFromText, TreeHead, treeOrigin, type CheckpointSigner, type LeafReader } from '../../src/index.js';

export const ORIGIN = 'parley/test';
export const signer = signerFromText(ORIGIN, newPrivateKey());
export const log = { origin: ORIGIN, trusted: [signer.key] };

/** Entries as a log might have them: their bytes say their number. */
export const entriesOf = (count: number, from = 0): Buffer[] => Array.from({ length: count }, (_, index) => Buffer.from(JSON.stringify({ v: 1, id: `entry_${from + index}`, action: 'app:create', details: {} })));

export const reader =
  (entries: readonly Uint8Array[]): LeafReader =>
  (from, to) =>
    Promise.resolve(entries.slice(from, to).map(leafHash));

export function rootOver(entries: readonly Uint8Array[]): Buffer {
  const head = TreeHead.empty();
  for (const entry of entries) head.append(leafHash(entry));
  return head.root();
}

/** The signed checkpoint over all of these entries. */
export const checkpointOver = (entries: readonly Uint8Array[], { tree = 1, by = signer }: { tree?: number; by?: CheckpointSigner } = {}): Promise<Buffer> =>
  signCheckpoint({ origin: treeOrigin(ORIGIN, tree), size: entries.length, root: rootOver(entries), extensions: [] }, by);
