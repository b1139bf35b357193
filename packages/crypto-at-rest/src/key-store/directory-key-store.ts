import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { makeDirectory, syncDirectory, writeDurably } from '@parley/object-store';
import type { KeyStore } from './key-store.js';
import { checkName } from './object-name.js';

const ONLY_OWNER_FILE = 0o600;
/** How the name ends of a file that is being written. */
const UNFINISHED = '.new';

/** A key store in a directory, one file for each object, which nobody but the process's user can read. */
export class DirectoryKeyStore implements KeyStore {
  constructor(private readonly directory: string) {}

  async read(name: string): Promise<Buffer | undefined> {
    return readFile(this.path(name)).catch(unlessMissing);
  }

  async write(name: string, content: Buffer): Promise<void> {
    const path = this.path(name);
    await makeDirectory(dirname(path));
    await removeUnfinished(path);
    const fresh = `${path}.${randomUUID()}${UNFINISHED}`;
    try {
      await writeDurably(fresh, content, ONLY_OWNER_FILE);
      await rename(fresh, path);
    } catch (error) {
      await rm(fresh, { force: true }).catch(() => {}); // the first error says more, and the next write removes it
      throw error;
    }
    await syncDirectory(dirname(path));
  }

  /**
   * Whoever replaces a state holds the one name that is made of it, and only what has that name becomes the object. Who
   * comes second takes the name over; the first then installs what the second wrote, or finds nothing to install. Callers
   * hold the shard's row, so that there are never more than two: one at work and one who was cut off.
   */
  async replace(name: string, before: Buffer, content: Buffer): Promise<boolean> {
    const path = this.path(name);
    await removeUnfinished(path);
    const fresh = `${path}.${randomUUID()}${UNFINISHED}`;
    const next = `${path}.${createHash('sha256').update(before).digest('hex')}${UNFINISHED}`;
    try {
      await writeDurably(fresh, content, ONLY_OWNER_FILE);
      await rename(fresh, next).catch(unlessMissing);
      const there = await this.read(name);
      if (!there?.equals(before)) return there?.equals(content) ?? false;
      await rename(next, path).catch(unlessMissing);
    } finally {
      for (const unfinished of [fresh, next]) await rm(unfinished, { force: true }).catch(() => {}); // else the next write removes it
    }
    await syncDirectory(dirname(path));
    return (await this.read(name))?.equals(content) ?? false;
  }

  async list(folder: string): Promise<string[]> {
    const root = this.path(folder);
    const entries = (await readdir(root, { recursive: true, withFileTypes: true }).catch(unlessMissing)) ?? [];
    return entries.filter((entry) => entry.isFile() && !entry.name.endsWith(UNFINISHED)).map((entry) => relative(this.directory, join(entry.parentPath, entry.name)));
  }

  async destroy(name: string): Promise<void> {
    const path = this.path(name);
    await rm(path, { force: true });
    await removeUnfinished(path);
    await syncDirectory(dirname(path)).catch(unlessMissing);
  }

  private path(name: string): string {
    return join(this.directory, checkName(name));
  }
}

function unlessMissing(error: unknown): undefined {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

/**
 * What a crash left between writing and renaming holds keys that would outlive their erasure. Where two write the same
 * object at once, which callers avoid, the first may lose its content here and fails; what is there stays whole.
 */
async function removeUnfinished(path: string): Promise<void> {
  const names = (await readdir(dirname(path)).catch(unlessMissing)) ?? [];
  const unfinished = names.filter((name) => name.startsWith(`${basename(path)}.`) && name.endsWith(UNFINISHED));
  for (const name of unfinished) await rm(join(dirname(path), name), { force: true });
}
