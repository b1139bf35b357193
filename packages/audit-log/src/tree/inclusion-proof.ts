import { AuditFault } from '../audit-fault.js';
import { nodeHash } from './hashes.js';
import { rootOf, split, type LeafRange, type LeafReader } from './leaf-reader.js';

/** The subtrees beside the way from a leaf up to the root, lowest first (PATH of RFC 6962, section 2.1.1). */
function siblings(index: number, { from, to }: LeafRange): LeafRange[] {
  if (to - from <= 1) return [];
  const middle = from + split(to - from);
  const [left, right] = [{ from, to: middle }, { from: middle, to }];
  return index < middle ? [...siblings(index, left), right] : [...siblings(index, right), left];
}

/** The inclusion proof of a leaf in the tree of the first `size` leaves (RFC 6962, section 2.1.1). Raises AuditFault `out_of_range`. */
export async function inclusionProof(read: LeafReader, index: number, size: number): Promise<Buffer[]> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new AuditFault('out_of_range', `A tree of ${size} entries has no entry ${index}`);
  const proof: Buffer[] = [];
  for (const range of siblings(index, { from: 0, to: size })) proof.push(await rootOf(read, range));
  return proof;
}

const halved = (value: number): number => Math.floor(value / 2);

/** The root that a proof leads to from a leaf; nothing when the proof is not of that tree's form (RFC 9162, section 2.1.3.2). */
export function rootByInclusion(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[]): Buffer | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
  let [node, last] = [index, size - 1];
  let root: Buffer = Buffer.from(leaf);
  for (const sibling of proof) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      root = nodeHash(sibling, root);
      while (node % 2 === 0 && node > 0) [node, last] = [halved(node), halved(last)];
    } else root = nodeHash(root, sibling);
    [node, last] = [halved(node), halved(last)];
  }
  return last === 0 ? root : undefined;
}

/** Whether a proof shows that this leaf is at this index of the tree with this size and root. */
export const includes = (leaf: Uint8Array, index: number, tree: { size: number; root: Uint8Array }, proof: readonly Uint8Array[]): boolean =>
  rootByInclusion(leaf, index, tree.size, proof)?.equals(tree.root) ?? false;
