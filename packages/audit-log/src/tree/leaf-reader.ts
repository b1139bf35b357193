import { AuditFault } from '../audit-fault.js';
import { TreeHead } from './tree-head.js';

/** Answers the hashes of the leaves from `from` up to, without, `to`: exactly that many, in order. */
export type LeafReader = (from: number, to: number) => Promise<readonly Uint8Array[]>;

/** Leaves asked for at once, so that a long log is never in memory whole. */
const AT_ONCE = 4096;

/** Some leaves that follow each other. */
export interface LeafRange {
  readonly from: number;
  /** Not in it any more. */
  readonly to: number;
}

/** Adds leaves to a tree as they are read. Raises AuditFault `out_of_range` when the reader has fewer or more of them. */
export async function appendLeaves(head: TreeHead, read: LeafReader, { from, to }: LeafRange): Promise<void> {
  for (let at = from; at < to; at += AT_ONCE) {
    const end = Math.min(at + AT_ONCE, to);
    const leaves = await read(at, end);
    if (leaves.length !== end - at) throw new AuditFault('out_of_range', `Leaves ${at} to ${end} were asked for, and ${leaves.length} were there`);
    for (const leaf of leaves) head.append(leaf);
  }
}

/** The root over leaves that follow each other, as the node above them has it. Reads each of them once. */
export async function rootOf(read: LeafReader, range: LeafRange): Promise<Buffer> {
  const head = TreeHead.empty();
  await appendLeaves(head, read, range);
  return head.root();
}

/** Where a tree of two or more leaves divides: the largest power of two below its size (RFC 6962, section 2.1). */
export function split(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}
