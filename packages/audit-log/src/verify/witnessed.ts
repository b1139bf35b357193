import { AuditFault } from '../audit-fault.js';
import { openCheckpoint } from '../checkpoint/checkpoint.js';
import { treeOrigin } from '../checkpoint/tree-origin.js';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import { keptSizes } from '../places/kept.js';
import type { LogIdentity } from '../places/last-checkpoint.js';
import { checkpointName } from '../places/object-names.js';
import type { PlaceFinding, PlaceFindingCode } from './verdict.js';

/** A root that a trusted key signed for a size of a tree, and the places that have it. */
export interface Witnessed {
  readonly size: number;
  readonly root: Buffer;
  readonly places: CheckpointPlace[];
}

/** What all places say of one tree. */
export interface TreeWitness {
  /** Ascending by size; several of one size contradict each other. */
  readonly checkpoints: readonly Witnessed[];
  /** The sizes that each place has, ascending. */
  readonly sizes: ReadonlyMap<CheckpointPlace, readonly number[]>;
  readonly findings: PlaceFinding[];
}

function faultOf(error: unknown): PlaceFindingCode {
  if (!(error instanceof AuditFault)) throw error;
  return error.code === 'unknown_signer' || error.code === 'bad_signature' ? 'checkpoint_unsigned' : 'place_altered';
}

/** The root that a place's note states, or what is wrong with the note. */
async function rootIn(place: CheckpointPlace, log: LogIdentity, tree: number, size: number): Promise<Buffer | PlaceFindingCode> {
  const note = await place.get(checkpointName(tree, size));
  try {
    const stated = note && openCheckpoint(note, log.trusted);
    return stated?.size === size && stated.origin === treeOrigin(log.origin, tree) ? stated.root : 'place_altered';
  } catch (error) {
    return faultOf(error);
  }
}

/** Reads and verifies every checkpoint that the places have of a tree. */
export async function witnessOf(places: readonly CheckpointPlace[], log: LogIdentity, tree: number): Promise<TreeWitness> {
  const findings: PlaceFinding[] = [];
  const all: Witnessed[] = [];
  const sizes = new Map<CheckpointPlace, readonly number[]>();
  const bySize = new Map<number, Witnessed[]>();
  for (const place of places) {
    sizes.set(place, await keptSizes(place, tree));
    for (const size of sizes.get(place) ?? []) {
      const root = await rootIn(place, log, tree, size);
      if (typeof root === 'string') {
        findings.push({ code: root, tree, size, place: place.name });
        continue;
      }
      const same = bySize.get(size)?.find((other) => other.root.equals(root));
      if (same !== undefined) same.places.push(place);
      else {
        const witnessed = { size, root, places: [place] };
        bySize.set(size, [...(bySize.get(size) ?? []), witnessed]);
        all.push(witnessed);
      }
    }
  }
  return { checkpoints: all.sort((a, b) => a.size - b.size), sizes, findings };
}
