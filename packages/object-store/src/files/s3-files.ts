import { S3Objects } from '../s3-objects.js';
import { checkFileName, type FileStore } from './file-store.js';
import { spool } from './spool.js';

/** Bytes of one answer: it is held in memory until the reader has taken it. */
const PART_BYTES = 1_048_576;
/** A write of 50 MB may take a while, in milliseconds. A stream cannot be sent again. */
const PATIENT = { connect: 2000, answer: 60_000, together: 120_000, attempts: 1 };

/**
 * Files in a bucket. S3 wants to know the size before it takes the first byte, and parts of 5 MB where it does not: so a file
 * is first written, sealed as it is, to this machine's temporary directory, and from there in one request, whole or not at all.
 */
export class S3Files implements FileStore {
  private readonly objects: S3Objects;
  private readonly writing: S3Objects;

  constructor(url: string) {
    this.objects = S3Objects.at(url);
    this.writing = S3Objects.at(url, PATIENT);
  }

  async write(name: string, content: AsyncIterable<Buffer>): Promise<void> {
    const spooled = await spool(content);
    try {
      await this.writing.writeStream(checkFileName(name), spooled);
    } finally {
      await spooled.close();
    }
  }

  async *read(name: string, from: number, to: number): AsyncGenerator<Buffer> {
    for (let at = from; at < to; at += PART_BYTES) {
      const part = await this.objects.readPart(checkFileName(name), at, Math.min(at + PART_BYTES, to));
      if (part.length > 0) yield part;
      if (part.length < Math.min(PART_BYTES, to - at)) return;
    }
  }

  async destroy(name: string): Promise<void> {
    await this.objects.destroy(checkFileName(name));
  }
}
