import { AuditFault } from '../audit-fault.js';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import { keptLeaves } from '../places/kept.js';
import type { TreeHead } from '../tree/tree-head.js';
import type { LoggedLeaf } from './logged-leaves.js';
import type { TreeWitness, Witnessed } from './witnessed.js';

/** Leaves that lead from a tree that is certain to one that is signed: so they are what was witnessed. */
export interface Truth {
  readonly leaves: readonly Buffer[];
  readonly head: TreeHead;
}

/** The leaves that a place has under its checkpoint of `size`; nothing when some are gone. */
export async function claimedLeaves(place: CheckpointPlace, tree: number, size: number, from: number, to: number): Promise<readonly Buffer[] | undefined> {
  try {
    return (await keptLeaves(place, tree, size)(from, to)).map((leaf) => Buffer.from(leaf));
  } catch (error) {
    if (error instanceof AuditFault) return undefined;
    throw error;
  }
}

function truthBy(head: TreeHead, claimed: readonly (Buffer | undefined)[] | undefined, { size, root }: Witnessed): Truth | undefined {
  const leaves = (claimed ?? []).filter((leaf) => leaf !== undefined);
  if (leaves.length !== size - head.size) return undefined;
  const grown = head.copy();
  for (const leaf of leaves) grown.append(leaf);
  return grown.root().equals(root) ? { leaves, head: grown } : undefined;
}

/** Where a place may have the leaves: under this checkpoint, its next, and its last, whose tiles are whole. */
function under(sizes: readonly number[], size: number): number[] {
  const larger = sizes.filter((other) => other >= size);
  return [...new Set([...larger.slice(0, 2), ...larger.slice(-1)])];
}

/**
 * Finds the leaves between a certain tree and a signed one: those of the database, or else those of a place. Nothing when
 * none of them lead to its root.
 */
export async function truthOf(tree: number, head: TreeHead, signed: Witnessed, logged: readonly (LoggedLeaf | undefined)[], witness: TreeWitness): Promise<Truth | undefined> {
  const own = truthBy(head, logged.map((leaf) => leaf?.hash), signed);
  if (own !== undefined) return own;
  for (const [place, sizes] of witness.sizes) {
    for (const size of under(sizes, signed.size)) {
      const truth = truthBy(head, await claimedLeaves(place, tree, size, head.size, signed.size), signed);
      if (truth !== undefined) return truth;
    }
  }
  return undefined;
}
