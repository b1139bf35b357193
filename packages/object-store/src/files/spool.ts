import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';

/** What has come of a stream, to be sent when its size is known. */
export interface Spooled {
  readonly size: number;
  readonly crc32: number;
  /** From its beginning. */
  readonly stream: () => Readable;
  close(): Promise<void>;
}

/** Writes a stream to a temporary file without a name: nothing stays of it when the process is killed. */
export async function spool(content: AsyncIterable<Buffer>): Promise<Spooled> {
  const path = join(tmpdir(), `parley-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await rm(path);
    let [size, sum] = [0, 0];
    for await (const chunk of content) {
      await file.writeFile(chunk);
      size += chunk.length;
      sum = crc32(chunk, sum);
    }
    return { size, crc32: sum, stream: () => file.createReadStream({ start: 0, autoClose: false }), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}
