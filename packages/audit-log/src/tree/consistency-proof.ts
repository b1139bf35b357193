import { AuditFault } from '../audit-fault.js';
import { nodeHash } from './hashes.js';
import { rootOf, split, type LeafRange, type LeafReader } from './leaf-reader.js';

/** A tree by its size and root. */
export interface TreeRoot {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * The subtrees from which both roots can be computed (SUBPROOF of RFC 6962, section 2.1.2). `whole` says that the older
 * tree is this very subtree so far, whose root the one who checks has.
 */
function subtrees(first: number, { from, to }: LeafRange, whole: boolean): LeafRange[] {
  if (first === to) return whole ? [] : [{ from, to }];
  const middle = from + split(to - from);
  const [left, right] = [{ from, to: middle }, { from: middle, to }];
  return first <= middle ? [...subtrees(first, left, whole), right] : [...subtrees(first, right, false), left];
}

/**
 * The proof that the tree of the first `first` leaves is the beginning of the tree of `second` (RFC 6962, section 2.1.2);
 * empty for no leaves or no difference. Raises AuditFault `out_of_range`.
 */
export async function consistencyProof(read: LeafReader, first: number, second: number): Promise<Buffer[]> {
  if (!Number.isSafeInteger(first) || first < 0 || first > second) throw new AuditFault('out_of_range', `A tree of ${second} entries has no tree of ${first} in it`);
  if (first === 0) return [];
  const proof: Buffer[] = [];
  for (const range of subtrees(first, { from: 0, to: second }, true)) proof.push(await rootOf(read, range));
  return proof;
}

const halved = (value: number): number => Math.floor(value / 2);
const isPowerOfTwo = (value: number): boolean => value === 1 || split(value) * 2 === value;

/** Whether a proof shows that one tree is the beginning of another (RFC 9162, section 2.1.4.2). */
export function isConsistent(first: TreeRoot, second: TreeRoot, proof: readonly Uint8Array[]): boolean {
  if (first.size > second.size) return false;
  if (first.size === second.size) return proof.length === 0 && Buffer.from(first.root).equals(second.root);
  if (first.size === 0) return proof.length === 0;
  const [start, ...path] = isPowerOfTwo(first.size) ? [first.root, ...proof] : proof;
  if (start === undefined || path.length === 0) return false;
  let [node, last] = [first.size - 1, second.size - 1];
  while (node % 2 === 1) [node, last] = [halved(node), halved(last)];
  let [older, newer]: [Buffer, Buffer] = [Buffer.from(start), Buffer.from(start)];
  for (const hash of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [older, newer] = [nodeHash(hash, older), nodeHash(hash, newer)];
      while (node % 2 === 0 && node > 0) [node, last] = [halved(node), halved(last)];
    } else newer = nodeHash(newer, hash);
    [node, last] = [halved(node), halved(last)];
  }
  return last === 0 && older.equals(first.root) && newer.equals(second.root);
}
