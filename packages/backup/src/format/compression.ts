import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress, zstdDecompressSync, type ZstdOptions } from 'node:zlib';

const [deflate, inflate] = [promisify(zstdCompress), promisify(zstdDecompress)];

/** Nothing that was sealed grows to more than this; a bound against a broken length, in bytes. */
const LARGEST = 1024 ** 3;

/** What zstd may add to what does not shrink, more than the 256th part. */
const SPARE_BYTES = 1024;

/** zstd (RFC 8878) at level 1, in a thread of the pool: what is sealed first would not shrink. */
export const compress = (plain: Buffer): Promise<Buffer> =>
  // One buffer that everything fits into, told beforehand: else there is a way to the thread and back for every 16 KiB.
  deflate(plain, { params: { [constants.ZSTD_c_compressionLevel]: 1 }, pledgedSrcSize: plain.length, chunkSize: plain.length + (plain.length >> 8) + SPARE_BYTES });

/** What was compressed. Rejects where it is no zstd. */
export const decompress = async (compressed: Buffer): Promise<Buffer> => inflate(compressed, optionsFor(compressed));

/** The same at once, for what is small: the way to a thread and back takes twice as long as what a chunk of rows takes there. Raises what zlib raises. */
export const decompressNow = (compressed: Buffer): Buffer => zstdDecompressSync(compressed, optionsFor(compressed));

function optionsFor(compressed: Buffer): ZstdOptions {
  const size = contentSize(compressed);
  // One buffer, as above; a byte more, or there is a last way to the thread for nothing.
  return { maxOutputLength: LARGEST, ...(size !== undefined && size < LARGEST && { chunkSize: Math.max(size + 1, constants.Z_MIN_CHUNK) }) };
}

/** How long what is compressed is, as a frame says itself that was told it beforehand (RFC 8878, 3.1.1.1); nothing where it does not say so. */
function contentSize(frame: Buffer): number | undefined {
  const descriptor = frame.length < 5 ? 0 : frame.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const bytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  if (bytes === 0 || at + bytes > frame.length) return undefined;
  if (bytes === 8) return Number(frame.readBigUInt64LE(at));
  return frame.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0);
}
