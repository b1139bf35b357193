import type { Lsn } from '../stream/lsn.js';
import type { SegmentPlace } from '../stream/segments/segment-name.js';

/** A stretch of a chain that is kept: whatever lies in it in part; without an end, all behind its beginning. */
export interface KeptRange {
  readonly from: Lsn;
  /** The last place that is still needed. */
  readonly to?: Lsn;
}

/** By chain; one that is not named is needed no more. */
export type KeptRanges = ReadonlyMap<string, readonly KeptRange[]>;

/** Whether any of a segment is in one. */
export const isInRange = (ranges: KeptRanges, chain: string, { start, end }: SegmentPlace): boolean =>
  (ranges.get(chain) ?? []).some(({ from, to }) => end > from && (to === undefined || start <= to));
