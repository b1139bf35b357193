import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

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
export const decompress = (compressed: Buffer): Promise<Buffer> => inflate(compressed, { maxOutputLength: LARGEST });
