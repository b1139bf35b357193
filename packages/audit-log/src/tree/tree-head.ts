import { AuditFault } from '../audit-fault.js';
import { emptyRoot, HASH_BYTES, nodeHash } from './hashes.js';

const SIZE_BYTES = 8;

/** How many complete subtrees a tree of this size falls into: the ones of its binary form. Works beyond 32 bits. */
const completeSubtrees = (size: number): number => {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
};

/**
 * A Merkle tree (RFC 6962, section 2.1) that grows at its end and keeps only the roots of its complete subtrees, at most 53:
 * enough for its root, not for proofs.
 */
export class TreeHead {
  private constructor(
    private leaves: number,
    /** Largest subtree first. */
    private readonly peaks: Buffer[],
  ) {}

  /** A tree without leaves. */
  static empty(): TreeHead {
    return new TreeHead(0, []);
  }

  /** Goes on from what `toBytes` gave. Raises AuditFault `malformed_state` for anything else. */
  static fromBytes(state: Uint8Array): TreeHead {
    const bytes = Buffer.from(state);
    const size = bytes.length < SIZE_BYTES ? Number.NaN : Number(bytes.readBigUInt64BE());
    if (!Number.isSafeInteger(size) || bytes.length !== SIZE_BYTES + completeSubtrees(size) * HASH_BYTES) {
      throw new AuditFault('malformed_state', 'This is no saved state of a tree');
    }
    const count = completeSubtrees(size);
    return new TreeHead(size, Array.from({ length: count }, (_, index) => bytes.subarray(SIZE_BYTES + index * HASH_BYTES, SIZE_BYTES + (index + 1) * HASH_BYTES)));
  }

  /** The size in 8 bytes, big-endian, then the roots of the complete subtrees, largest first, 32 bytes each. */
  toBytes(): Buffer {
    const size = Buffer.alloc(SIZE_BYTES);
    size.writeBigUInt64BE(BigInt(this.leaves));
    return Buffer.concat([size, ...this.peaks]);
  }

  /** A tree that grows apart from this one. */
  copy(): TreeHead {
    return new TreeHead(this.leaves, [...this.peaks]);
  }

  /** Leaves in the tree. */
  get size(): number {
    return this.leaves;
  }

  /** Adds a leaf by its hash, in O(log n). */
  append(leaf: Uint8Array): void {
    let node: Buffer = Buffer.from(leaf);
    // Each one at the low end of the size's binary form is a complete subtree that the new leaf completes to a larger one.
    for (let rest = this.leaves; rest % 2 === 1; rest = Math.floor(rest / 2)) node = nodeHash(this.peaks.pop() ?? node, node);
    this.peaks.push(node);
    this.leaves += 1;
  }

  /** The root over the leaves so far, 32 bytes. */
  root(): Buffer {
    const [smallest, ...others] = this.peaks.toReversed();
    return smallest === undefined ? emptyRoot() : others.reduce((right, left) => nodeHash(left, right), smallest);
  }
}
