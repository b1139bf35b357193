import { BackupFault } from '../../backup-fault.js';
import { sha256 } from '../../format/manifest.js';
import { segmentHeader } from '../../stream/segments/segment-codec.js';
import { follows, readSegment, type SegmentRef } from '../plan/chain-segments.js';
import type { FrameParts } from '../load/read-chunks.js';

/** Segments that are read ahead. */
const AHEAD = 4;

/** A segment's content. */
export interface ReadSegment {
  readonly segment: SegmentRef;
  readonly content: Buffer;
}

/**
 * Reads segments in their order, a few ahead. Raises BackupFault `broken_chain` where one does not follow the one before it, by
 * place or by hash, or a transaction lacks its last part.
 */
export async function* readSegments(parts: Pick<FrameParts, 'reader' | 'keys'>, segments: readonly SegmentRef[]): AsyncGenerator<ReadSegment> {
  const ahead: Promise<ReadSegment>[] = [];
  let next = 0;
  const more = (): void => {
    const segment = segments[next];
    next += 1;
    if (!segment) return;
    const read = readSegment(parts.reader, parts.keys, segment).then((content) => ({ segment, content }));
    read.catch(() => undefined); // whoever takes it, is told
    ahead.push(read);
  };
  for (let n = 0; n < AHEAD; n += 1) more();
  let before: (SegmentRef & { readonly hash: string; readonly ends: boolean }) | undefined;
  for (let one = ahead.shift(); one; one = ahead.shift()) {
    const read = await one;
    more();
    const { previous, part } = segmentHeader(read.content);
    if (before && (!follows(before, read.segment) || previous !== before.hash || before.ends === ((part?.number ?? 1) > 1))) {
      throw new BackupFault('broken_chain', `${read.segment.name} is not what followed ${before.name}`);
    }
    before = { ...read.segment, hash: sha256(read.content), ends: part?.last !== false };
    yield read;
  }
  if (before && !before.ends) throw new BackupFault('broken_chain', `${before.name} lacks the rest of its transaction`);
}
