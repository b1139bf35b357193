import { createHash } from 'node:crypto';

/** What tells a leaf from a node, so that neither can be passed off as the other (RFC 6962, section 2.1). */
const [LEAF, NODE] = [Buffer.of(0), Buffer.of(1)];

/** Length in bytes of every hash of a tree. */
export const HASH_BYTES = 32;

/** The hash of an entry as a leaf of the tree: SHA-256, 32 bytes (RFC 6962, section 2.1). */
export const leafHash = (entry: Uint8Array): Buffer => createHash('sha256').update(LEAF).update(entry).digest();

/** The hash of a node over its two subtrees (RFC 6962, section 2.1). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => createHash('sha256').update(NODE).update(left).update(right).digest();

/** The root of a tree without leaves (RFC 6962, section 2.1). */
export const emptyRoot = (): Buffer => createHash('sha256').digest();
