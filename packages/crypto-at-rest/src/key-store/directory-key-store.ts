import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeyStore } from './key-store.js';

const [ONLY_OWNER_DIRECTORY, ONLY_OWNER_FILE] = [0o700, 0o600];
const NAME = /^[\w-]+(?:\/[\w-]+)*$/;

/** A key store in a directory, one file for each object, which nobody but the process's user can read. */
export class DirectoryKeyStore implements KeyStore {
  constructor(private readonly directory: string) {}

  async read(name: string): Promise<Buffer | undefined> {
    return readFile(this.path(name)).catch(unlessMissing);
  }

  async write(name: string, content: Buffer): Promise<void> {
    const path = this.path(name);
    await makeDirectory(dirname(path));
    const fresh = `${path}.${randomUUID()}.new`;
    await writeDurably(fresh, content);
    await rename(fresh, path);
    await syncDirectory(dirname(path));
  }

  async destroy(name: string): Promise<void> {
    const path = this.path(name);
    await rm(path, { force: true });
    await syncDirectory(dirname(path)).catch(unlessMissing);
  }

  private path(name: string): string {
    if (!NAME.test(name)) throw new Error('An object of the key store has a name of plain letters');
    return join(this.directory, name);
  }
}

function unlessMissing(error: unknown): undefined {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

/** A directory that was made just now is durable once the one above it is. */
async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: ONLY_OWNER_DIRECTORY });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
}

async function writeDurably(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'wx', ONLY_OWNER_FILE);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
