import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

const [deflate, inflate] = [promisify(zstdCompress), promisify(zstdDecompress)];

/** Nothing that was sealed grows to more than this; a bound against a broken length, in bytes. */
const LARGEST = 1024 ** 3;

/** zstd (RFC 8878) at level 1, in a thread of the pool: what is sealed first would not shrink. */
export const compress = (plain: Buffer): Promise<Buffer> => deflate(plain, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });

/** What was compressed. Rejects where it is no zstd. */
export const decompress = (compressed: Buffer): Promise<Buffer> => inflate(compressed, { maxOutputLength: LARGEST });
