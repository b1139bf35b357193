import type { Lsn } from '../stream/lsn.js';
import type { SegmentPlace } from '../stream/segments/segment-name.js';

/** How the segments of one chain hang together, met in the order of their names. A stretch may have been cut twice, by a writer that was killed. */
export class Links {
  /** By where they end, or by the part of a transaction that they are: hashes of content, none where it was not read or is bad. */
  private readonly open = new Map<string, { readonly end: Lsn; hashes: readonly string[]; isKnown: boolean }>();
  private isBegun = false;
  /** Where the furthest ends. */
  end: Lsn = 0n;

  /** What would have to stand before a segment and does not; nothing before the first. */
  holeBefore(place: SegmentPlace): SegmentPlace | undefined {
    for (const [key, { end }] of this.open) if (end < place.start) this.open.delete(key);
    if (!this.isBegun && (place.part ?? 1) === 1) return undefined;
    if (this.open.has(keyBefore(place))) return undefined;
    if ((place.part ?? 1) > 1) return { ...place, part: (place.part ?? 1) - 1 };
    return { start: this.end < place.start ? this.end : place.start, end: place.start };
  }

  /** Hashes one of which a segment must name; none where that cannot be told. */
  before(place: SegmentPlace): readonly string[] {
    const found = this.open.get(keyBefore(place));
    return found?.isKnown === true ? found.hashes : [];
  }

  /** `hashes` of what its copies hold. */
  add(place: SegmentPlace, hashes: readonly string[]): void {
    this.isBegun = true;
    if (place.end > this.end) this.end = place.end;
    this.put(keyOf(place.end), place.end, hashes, place.part !== undefined);
    if (place.part !== undefined) this.put(partKey(place, place.part), place.end, hashes, false);
  }

  private put(key: string, end: Lsn, hashes: readonly string[], replaces: boolean): void {
    const there = replaces ? undefined : this.open.get(key);
    // Of two that end in one place either may be the one that is followed.
    this.open.set(key, { end, hashes: [...(there?.hashes ?? []), ...hashes], isKnown: hashes.length > 0 && (there?.isKnown ?? true) });
  }
}

const keyOf = (end: Lsn): string => String(end);
const partKey = ({ start, end }: SegmentPlace, part: number): string => `${start}-${end}.${part}`;
const keyBefore = (place: SegmentPlace): string => ((place.part ?? 1) > 1 ? partKey(place, (place.part ?? 1) - 1) : keyOf(place.start));
