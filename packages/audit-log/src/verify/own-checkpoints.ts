import { AuditFault } from '../audit-fault.js';
import { openCheckpoint } from '../checkpoint/checkpoint.js';
import { treeOrigin } from '../checkpoint/tree-origin.js';
import type { LogIdentity } from '../places/last-checkpoint.js';
import type { OwnCheckpointFinding } from './verdict.js';
import type { TreeWitness } from './witnessed.js';

/** A checkpoint as the database keeps it. */
export interface LoggedCheckpoint {
  readonly size: number;
  readonly note: Uint8Array;
  /** Every place has had the time to take it. */
  readonly settled: boolean;
}

/** What the database's own checkpoints of a tree say. */
export interface OwnCheckpoints {
  readonly findings: readonly OwnCheckpointFinding[];
  /** The largest one that every place must have; 0 when there is none. */
  readonly settled: number;
}

function rootOf(log: LogIdentity, tree: number, { size, note }: LoggedCheckpoint): Buffer | undefined {
  try {
    const stated = openCheckpoint(note, log.trusted);
    return stated.size === size && stated.origin === treeOrigin(log.origin, tree) ? stated.root : undefined;
  } catch (error) {
    if (error instanceof AuditFault) return undefined;
    throw error;
  }
}

/**
 * Holds the checkpoints that the database keeps of a tree against the log's key and the places. They prove nothing, since who
 * administers the database writes them: one that the key did not sign says that somebody did, and one that it did sign and a
 * place has not says that something was kept from that place.
 */
export async function checkOwn(log: LogIdentity, tree: number, own: AsyncIterable<LoggedCheckpoint>, witness: TreeWitness): Promise<OwnCheckpoints> {
  const outside = Map.groupBy(witness.checkpoints, ({ size }) => size);
  const findings: OwnCheckpointFinding[] = [];
  let settled = 0;
  for await (const checkpoint of own) {
    const { size } = checkpoint;
    const root = rootOf(log, tree, checkpoint);
    const agrees = root !== undefined && (outside.get(size)?.some((other) => other.root.equals(root)) ?? true);
    if (!agrees) findings.push({ code: 'own_checkpoint_altered', tree, size });
    else if (checkpoint.settled) settled = Math.max(settled, size);
  }
  return { findings, settled };
}
