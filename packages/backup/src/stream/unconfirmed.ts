import { lsnOfName, type Lsn } from './lsn.js';
import type { Segment } from './segments/segment-header.js';

/** Segments that were made, and are not confirmed yet. */
export class Unconfirmed {
  private readonly segments: { readonly end: Lsn; readonly bytes: number; given: boolean; readonly isLast: boolean }[] = [];
  bytes = 0;

  /** `confirmed`: how far all is. */
  constructor(private confirmed: Lsn) {}

  /** Notes a segment; answers what to call when it is handed over. */
  add({ header, content }: Segment): () => void {
    const entry = { end: lsnOfName(header.end), bytes: content.length, given: false, isLast: header.part?.last ?? true };
    this.segments.push(entry);
    this.bytes += entry.bytes;
    return () => {
      entry.given = true;
    };
  }

  /** Lets go of all as far as `end`. Raises RangeError where no segment that was handed over whole ends there. */
  confirm(end: Lsn): void {
    if (end === this.confirmed) return;
    const count = this.segments.findIndex((segment) => segment.end === end && segment.isLast && segment.given) + 1;
    if (count === 0) throw new RangeError('What is confirmed is not the end of a segment that was handed over');
    for (const { bytes } of this.segments.splice(0, count)) this.bytes -= bytes;
    this.confirmed = end;
  }
}
