import { BackupFault } from '../../backup-fault.js';
import { standAlone } from '../../format/manifest.types.js';
import type { RepositoryKeys } from '../../format/repository-keys.js';
import { parseLsn, type Lsn } from '../../stream/lsn.js';
import type { BackupReader } from '../backup-reader.js';
import { parseVisibility } from '../replay/visibility.js';
import { chainSegments, readHeader, type SegmentRef } from './chain-segments.js';
import { longestPath } from './longest-path.js';
import type { RepositoryView, SnapshotHead } from './repository-view.js';

/** How a database comes to be as it was at a moment. */
export interface RestorePlan {
  readonly snapshot: SnapshotHead;
  /** From the first one that may tell of something that the snapshot has not, to the one in which the moment lies. */
  readonly segments: readonly SegmentRef[];
  /** Commits until then count, in microseconds since 1970; nothing where all do. */
  readonly to: number | undefined;
  /** The newest moment that can be reached from this snapshot. */
  readonly reaches: number;
}

/** What is asked for. */
export interface RestoreWish {
  /** Microseconds since 1970, by the database's clock; the newest moment without it. */
  readonly to?: number;
  /** The number of another snapshot than the newest before that moment. */
  readonly snapshot?: number;
}

export interface PlanParts {
  readonly reader: BackupReader;
  readonly keys: RepositoryKeys;
  readonly view: RepositoryView;
}

/** So far before a snapshot, in bytes of the write-ahead log, segments are listed at first. */
const NEAR = 256n * 1024n * 1024n;

/** The database's clock counts microseconds, which Date does not. */
export function microsOfText(at: string): number {
  const fraction = /\.(\d{1,6})/.exec(at)?.[1] ?? '';
  return Math.floor(Date.parse(at) / 1000) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}
export const textOfMicros = (micros: number): string => new Date(micros / 1000).toISOString();

/**
 * Finds the snapshot and the segments that lead to a moment. Raises BackupFault `unreachable`, which says what the nearest
 * moments are that can be reached, where none do; `missing` where there is no snapshot of that number.
 */
export async function planRestore(parts: PlanParts, { to, snapshot: wanted }: RestoreWish): Promise<RestorePlan> {
  const snapshot = chosen(parts.view, to, wanted);
  const path = await neededPath(parts, snapshot);
  const last = path.at(-1);
  const reaches = Math.max(microsOfText(snapshot.at), last ? (await readHeader(parts.reader, parts.keys, last)).committed.last : 0);
  if (to !== undefined && to > reaches) throw beyond(parts.view, snapshot, reaches, to);
  return { snapshot, to, reaches, segments: to === undefined ? path : path.slice(0, (await firstAfter(parts, path, to)) + 1) };
}

function chosen({ snapshots }: RepositoryView, to: number | undefined, wanted: number | undefined): SnapshotHead {
  if (wanted !== undefined) {
    const one = snapshots.find(({ number }) => number === wanted);
    if (!one) throw new BackupFault('missing', `There is no snapshot ${wanted}`);
    if (to !== undefined && microsOfText(one.at) > to) throw new BackupFault('unreachable', `Snapshot ${wanted} is of ${one.at}, which is later`);
    return one;
  }
  const newest = snapshots.findLast(({ at }) => to === undefined || microsOfText(at) <= to);
  if (newest) return newest;
  const [oldest] = snapshots;
  throw new BackupFault('unreachable', oldest ? `The oldest moment that can be restored is ${oldest.at}` : 'There is no snapshot');
}

/**
 * From the first segment that may hold a transaction that the snapshot did not see. One whose commit was written before the
 * snapshot was taken may not have been visible in it: so the path begins where a heartbeat said that no such transaction
 * had begun, or with the chain. Raises BackupFault `unreachable` where that is gone.
 */
export async function neededPath(parts: PlanParts, snapshot: SnapshotHead): Promise<readonly SegmentRef[]> {
  const [lsn, begin] = [parseLsn(snapshot.lsn), parseLsn(snapshot.chain.consistentPoint)];
  // A chain may have a million segments: those before are listed only if they are needed.
  const near = lsn > begin + NEAR ? lsn - NEAR : begin;
  const path = (await pathFrom(parts, snapshot, near)) ?? (near > begin ? await pathFrom(parts, snapshot, begin) : undefined);
  if (!path) throw new BackupFault('unreachable', `What was before snapshot ${snapshot.number} in its chain is gone, and may be needed`);
  return path;
}

/** Nothing where what is listed does not show that nothing before it is needed. */
async function pathFrom({ reader, keys }: PlanParts, snapshot: SnapshotHead, listed: Lsn): Promise<readonly SegmentRef[] | undefined> {
  const [lsn, begin, { xmin }] = [parseLsn(snapshot.lsn), parseLsn(snapshot.chain.consistentPoint), parseVisibility(snapshot.visibility)];
  const path = longestPath(await chainSegments(reader, snapshot.chain.id, listed), lsn < begin ? begin : lsn, begin);
  for (let first = path.start; ; first -= 1) {
    const segment = path.segments[first];
    if (!segment) break;
    const { heartbeat } = await readHeader(reader, keys, segment);
    // One more: between the moment that a heartbeat tells of and the heartbeat itself a segment may end.
    if (heartbeat && BigInt(heartbeat.xmax) <= xmin) return path.segments.slice(Math.max(0, first - 1));
  }
  const [first] = path.segments;
  return first === undefined || first.place.start <= begin ? path.segments : undefined;
}

/** The index of a segment that has a commit after a moment, so that nothing behind it counts. */
async function firstAfter({ reader, keys }: PlanParts, path: readonly SegmentRef[], to: number): Promise<number> {
  let [low, high] = [0, path.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const segment = path[middle];
    if (segment && (await readHeader(reader, keys, segment)).committed.last > to) high = middle;
    else low = middle + 1;
  }
  return low;
}

function beyond({ snapshots, gaps }: RepositoryView, { chain }: SnapshotHead, reaches: number, to: number): BackupFault {
  const gap = gaps.find((each) => each.chain.id === chain.id);
  const next = snapshots.find(({ at }) => microsOfText(at) > to);
  const why = gap ? `, as there is a gap (${gap.reason})` : standAlone(chain) ? ', as only snapshots were taken then' : '';
  return new BackupFault('unreachable', `Nothing tells what happened after ${textOfMicros(reaches)}${why}: that is the newest moment before the one asked for${next ? `; the next one is ${next.at}` : ''}`);
}
