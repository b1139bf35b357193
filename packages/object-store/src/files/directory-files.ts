import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory, syncDirectory } from '../durable.js';
import { ObjectStoreError } from '../object-store-error.js';
import { checkFileName, type FileStore } from './file-store.js';

const ONLY_OWNER = 0o600;
const READ_BYTES = 65_536;

/** Files in a directory, which is made when something is written first. */
export class DirectoryFiles implements FileStore {
  constructor(private readonly directory: string) {}

  async write(name: string, content: AsyncIterable<Buffer>): Promise<void> {
    const path = this.path(name);
    await onDisk(makeDirectory(dirname(path)));
    const file = await onDisk(open(unfinished(path), 'wx', ONLY_OWNER));
    try {
      await fill(file, content);
      await onDisk(rename(unfinished(path), path));
    } catch (error) {
      await rm(unfinished(path), { force: true }).catch(() => undefined); // the first error says more; `destroy` removes it
      throw error;
    }
    await onDisk(syncDirectory(dirname(path)));
  }

  async *read(name: string, from: number, to: number): AsyncGenerator<Buffer> {
    const file = await onDisk(open(this.path(name), 'r'));
    try {
      for (let at = from; at < to; ) {
        const length = Math.min(READ_BYTES, to - at);
        const { bytesRead, buffer } = await onDisk(file.read(Buffer.allocUnsafe(length), 0, length, at));
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  async destroy(name: string): Promise<void> {
    const path = this.path(name);
    for (const each of [path, unfinished(path)]) await onDisk(rm(each, { force: true }));
    await onDisk(syncDirectory(dirname(path))).catch(unlessMissing);
  }

  private path(name: string): string {
    return join(this.directory, checkFileName(name));
  }
}

/** No name has a dot. */
const unfinished = (path: string): string => `${path}.new`;

async function fill(file: FileHandle, content: AsyncIterable<Buffer>): Promise<void> {
  try {
    for await (const chunk of content) await onDisk(file.writeFile(chunk));
    await onDisk(file.sync());
  } finally {
    await file.close();
  }
}

/** Only what the disk says is the store's fault: what is written may end in errors of its own. */
async function onDisk<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'unknown';
    if (code === 'ENOENT') throw new ObjectStoreError('missing', 'There is no such file', { cause });
    throw new ObjectStoreError('unavailable', `The directory cannot be used (${code})`, { cause });
  });
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof ObjectStoreError && error.code === 'missing')) throw error;
}
