import { AuditFault } from '../audit-fault.js';
import { openCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js';
import { treeOf } from '../checkpoint/tree-origin.js';
import type { VerifierKey } from '../checkpoint/verifier-key.js';
import { leafHash } from '../tree/hashes.js';
import { includes, inclusionProof } from '../tree/inclusion-proof.js';
import type { LeafReader } from '../tree/leaf-reader.js';
import { formatProof, parseProof } from './proof-format.js';

/** What a proof that holds says. */
export interface Proved {
  /** The entry's canonical bytes. */
  readonly entry: Buffer;
  readonly tree: number;
  readonly index: number;
  readonly checkpoint: Checkpoint;
}

/**
 * Checks a proof with nothing but the log's public keys: that one of them signed the checkpoint of a tree of its log, and that
 * this entry is in that tree. Raises AuditFault: `malformed_proof`, `wrong_origin`, `not_included`, or what `openCheckpoint` raises.
 */
export function checkProof(proof: Buffer, trusted: readonly VerifierKey[]): Proved {
  const { entry, index, hashes, checkpoint: note } = parseProof(proof);
  const checkpoint = openCheckpoint(note, trusted);
  const tree = trusted.map(({ name }) => treeOf(name, checkpoint.origin)).find((number) => number !== undefined);
  if (tree === undefined) throw new AuditFault('wrong_origin', 'The proof\'s checkpoint is of another log than this key\'s');
  if (!includes(leafHash(entry), index, checkpoint, hashes)) throw new AuditFault('not_included', 'The proof does not lead from its entry to its checkpoint');
  return { entry, tree, index, checkpoint };
}

/**
 * Makes the proof of an entry under a signed checkpoint, and checks it: a proof that does not hold is never given away.
 * `read` answers the leaf hashes of the checkpoint's tree. Raises AuditFault `out_of_range` when the checkpoint does not reach
 * the entry, and what `checkProof` raises.
 */
export async function makeProof(entry: Buffer, index: number, note: Buffer, read: LeafReader, trusted: readonly VerifierKey[]): Promise<Buffer> {
  const hashes = await inclusionProof(read, index, openCheckpoint(note, trusted).size);
  const proof = formatProof({ entry, index, hashes, checkpoint: note });
  checkProof(proof, trusted);
  return proof;
}
