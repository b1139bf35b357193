import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory, ObjectStoreError, syncDirectory, writeDurably } from '@parley/object-store';
import { codeOf, unlessMissing } from './on-disk.js';

/** Readable for the owner, writable for nobody: what was put is not changed. */
const FILE_MODE = 0o400;
/** Files on their way. The name is none of an object's. */
const INCOMING = '.incoming';
/** How names begin of those that are on their way in this process. */
const OURS = randomUUID();

/** Writes files below a directory so that each is there whole, and durably, or not at all, whenever the process is killed. */
export class WholeFiles {
  /** Which directory it is, as the file system knows it, since it was first looked at. */
  private directory: string | undefined;

  constructor(private readonly root: string) {}

  /** Raises EEXIST where there is one: a link, unlike a rename, replaces nothing. */
  async create(path: string, bytes: Buffer): Promise<void> {
    await this.put(path, bytes, link);
  }

  /** Takes the place of what is there, but not once it is too late: somebody else may have written something newer by then. */
  async replace(path: string, bytes: Buffer, isLate: () => boolean = () => false): Promise<void> {
    await this.put(path, bytes, async (from, to) => {
      if (isLate()) throw new ObjectStoreError('unavailable', 'The directory answered too late');
      await rename(from, to);
    });
  }

  /**
   * Looks which directory it is, and removes what a killed writer left. Another process that is at work finds its file gone,
   * and has to write it again.
   */
  async clean(): Promise<void> {
    this.directory = await directoryAt(this.root);
    const names = (await readdir(join(this.root, INCOMING)).catch(unlessMissing)) ?? [];
    for (const name of names.filter((each) => !each.startsWith(OURS))) await rm(join(this.root, INCOMING, name), { force: true });
  }

  private async put(path: string, bytes: Buffer, install: (from: string, to: string) => Promise<void>): Promise<void> {
    // Only the directory itself: one above it that is missing is a disk that is not mounted.
    await mkdir(this.root, { mode: 0o700 }).then(() => syncDirectory(dirname(this.root)), unlessThere);
    const directory = await directoryAt(this.root);
    // A disk that was unmounted leaves another directory under the same name.
    if (directory !== (this.directory ??= directory)) throw new ObjectStoreError('unavailable', 'The directory is another one than it was');
    await makeDirectory(join(this.root, INCOMING));
    await makeDirectory(dirname(path));
    const incoming = join(this.root, INCOMING, `${OURS}.${randomUUID()}`);
    try {
      await writeDurably(incoming, bytes, FILE_MODE);
      await install(incoming, path);
    } finally {
      await rm(incoming, { force: true }).catch(() => undefined); // else `clean` removes it
    }
    await syncDirectory(dirname(path));
  }
}

async function directoryAt(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(unlessMissing);
  return found && `${found.dev}:${found.ino}`;
}

function unlessThere(error: unknown): undefined {
  if (codeOf(error) !== 'EEXIST') throw error;
}
