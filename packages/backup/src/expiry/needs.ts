import { BackupFault } from '../backup-fault.js';
import { fileName } from '../engine/file-mirror.js';
import { packName } from '../format/pack.js';
import { neededPath, type PlanParts } from '../restore/plan/restore-plan.js';
import type { SnapshotHead } from '../restore/plan/repository-view.js';
import { parseLsn, type Lsn } from '../stream/lsn.js';

import type { Kept } from './keep-policy.js';
import type { KeptRange, KeptRanges } from './kept-ranges.js';

/** What is needed for what is kept. */
export interface Needs {
  /** Packs and files that manifests name. */
  readonly objects: ReadonlySet<string>;
  readonly ranges: KeptRanges;
  readonly begins: ReadonlyMap<number, Lsn>;
}

/** Reads what kept snapshots are made of. `known` says from where on segments are needed, as an earlier run found it. */
export async function findNeeds(parts: PlanParts, { snapshots, whole }: Kept, known: ReadonlyMap<number, Lsn>, progress: (done: number, total: number) => void): Promise<Needs> {
  const objects = new Set<string>();
  const begins = new Map<number, Lsn>();
  const ranges = new Map<string, KeptRange[]>([...whole].flatMap(([chain, first]) => (first === undefined ? [[chain, [{ from: 0n }]]] : [])));
  let done = 0;
  for (const snapshot of parts.view.snapshots) {
    if (!snapshots.has(snapshot.number)) continue;
    progress((done += 1), snapshots.size);
    const { packs, files } = await parts.view.snapshot(snapshot.number);
    for (const { id } of packs) objects.add(packName(id));
    for (const { name } of files) objects.add(fileName(name));
    const { chain: { id }, number } = snapshot;
    const first = whole.get(id);
    if (first !== undefined && number > first) continue; // everything from the first on is needed anyway
    const from = known.get(number) ?? (await beginOf(parts, snapshot));
    begins.set(number, from);
    ranges.set(id, [...(ranges.get(id) ?? []), number === first ? { from } : { from, to: parseLsn(snapshot.lsn) }]);
  }
  return { objects, ranges, begins };
}

/** Where its replay begins; all of its chain is kept where that cannot be found. */
async function beginOf(parts: PlanParts, snapshot: SnapshotHead): Promise<Lsn> {
  try {
    const [first] = await neededPath(parts, snapshot);
    const lsn = parseLsn(snapshot.lsn);
    return first && first.place.start < lsn ? first.place.start : lsn;
  } catch (error) {
    if (error instanceof BackupFault && error.code === 'unreachable') return 0n;
    throw error;
  }
}
