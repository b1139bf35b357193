import { createSecretKey, randomBytes } from 'node:crypto';
import { KEY_BYTES } from '../cells/data-key.js';
import { additionalData, type Place } from '../cells/place.js';
import { CryptoFault } from '../crypto-fault.js';
import { lastSegmentOf, openSegment, SEALED_SEGMENT_BYTES, sealedFileSize, sealSegment, SEGMENT_BYTES, type SegmentKey } from './segment.js';
import { inPieces } from './in-pieces.js';

const HEADER = Buffer.from('parley file v1');

/** What a file is bound to: its tenant, and the row and column that tell of it. */
export interface FilePlace {
  readonly tenant: string;
  readonly place: Place;
}

/** Bytes of a file, `to` not included, and how many it has altogether. */
export interface FileRange {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Where sealed bytes come from: those from `from` up to, not including, `to`. */
export type ReadSealed = (from: number, to: number) => AsyncIterable<Buffer>;

/** A key for one file: it must seal no other. The caller keeps it sealed, and zeroes it. */
export const newFileKey = (): Buffer => randomBytes(KEY_BYTES);

/** Seals a file as it comes, two segments in memory at most (README, "The format of a file"). Rejects with what `content` threw. */
export async function* sealFile(key: Buffer, of: FilePlace, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const segmentKey = segmentKeyOf(key, of);
  let nth = 0;
  for await (const { piece, last } of inPieces(content, SEGMENT_BYTES)) yield sealSegment(segmentKey, { nth: nth++, last }, piece);
}

/** Opens a part of a file, and reads only the segments that hold it. Raises CryptoFault where they are not as they were sealed, or not all there. */
export async function* openFile(key: Buffer, of: FilePlace, { size, from, to }: FileRange, read: ReadSealed): AsyncGenerator<Buffer> {
  const segmentKey = segmentKeyOf(key, of);
  const [first, end, last] = [Math.floor(from / SEGMENT_BYTES), Math.floor(Math.max(from, to - 1) / SEGMENT_BYTES), lastSegmentOf(size)];
  const sealed = read(first * SEALED_SEGMENT_BYTES, Math.min((end + 1) * SEALED_SEGMENT_BYTES, sealedFileSize(size)));
  let nth = first;
  for await (const { piece } of inPieces(sealed, SEALED_SEGMENT_BYTES)) {
    const content = openSegment(segmentKey, { nth, last: nth === last }, piece);
    const start = nth * SEGMENT_BYTES;
    yield content.subarray(Math.max(0, from - start), to - start);
    nth += 1;
  }
  if (nth <= end) throw new CryptoFault('truncated');
}

const segmentKeyOf = (key: Buffer, { tenant, place }: FilePlace): SegmentKey =>
  ({ secret: createSecretKey(key), additionalData: additionalData(HEADER, tenant, place) });
