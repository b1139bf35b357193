import type { TransformOptions } from 'node:stream';
import { constants, createZstdCompress, type ZstdCompress, type ZstdOptions } from 'node:zlib';

/** Of what zstd writes to, in bytes: it is made anew once it is full. */
const SLAB = 256 * 1024;
/** More than any piece: a stream that waits for its reader would never end it. */
const LARGEST = 2 ** 30;
/** What a frame begins with (RFC 8878, 3.1.1). */
const MAGIC = 0xfd2fb528;

/**
 * zstd at level 1 for many pieces, each a frame of its own, in threads of the pool: a compressor for each piece costs as much
 * again as the compression (ADR 0108). As many pieces at a time as there are streams; the others wait.
 */
export class FrameCompressor {
  private readonly idle: ZstdCompress[];
  private readonly streams: readonly ZstdCompress[];
  private readonly waiting: ((stream: ZstdCompress) => void)[] = [];

  constructor(streams: number) {
    this.streams = Array.from({ length: streams }, newStream);
    this.idle = [...this.streams];
  }

  /** One frame, to be used at once or copied. Rejects once it was closed. */
  async compress(plain: Buffer): Promise<Buffer> {
    const stream = this.idle.pop() ?? (await new Promise<ZstdCompress>((take) => this.waiting.push(take)));
    try {
      await new Promise<void>((resolve, reject) => stream.write(plain, (error) => (error ? reject(error) : resolve())));
      const frame = stream.read() as Buffer | null;
      if (!frame || frame.readUInt32LE(0) !== MAGIC) throw new Error('zstd did not write a frame');
      return frame;
    } finally {
      const next = this.waiting.shift();
      if (next) next(stream);
      else this.idle.push(stream);
    }
  }

  /** Frees what zstd has. */
  close(): void {
    for (const stream of this.streams) stream.destroy();
  }
}

function newStream(): ZstdCompress {
  const options: ZstdOptions & Pick<TransformOptions, 'readableHighWaterMark'> = {
    params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: SLAB, readableHighWaterMark: LARGEST,
    // Every write ends its frame.
    flush: constants.ZSTD_e_end,
  };
  // Whoever writes is told.
  return createZstdCompress(options).on('error', () => undefined);
}
