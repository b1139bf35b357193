import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AuditFault } from '../audit-fault.js';
import { errorCode } from '../error-code.js';
import type { CheckpointPlace } from './checkpoint-place.js';

/** Readable for those who check, writable for nobody: what was put is never changed. */
const [FILE_MODE, FOLDER_MODE] = [0o444, 0o755];
/** A file on its way: left by a process that was killed, it means nothing. */
const PART = '.part';

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Makes a folder and those above it, durably. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) await syncFolder(dirname(folder));
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A directory as a place for checkpoints, better on a file system that the database's host cannot write elsewhere on. */
export class DirectoryPlace implements CheckpointPlace {
  /** The path is absolute; the folder is made when something is put. */
  constructor(readonly name: string) {}

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.name, name);
    await makeFolder(dirname(path));
    const part = join(dirname(path), `.${randomUUID()}${PART}`);
    await writeDurably(part, bytes);
    try {
      // A link appears whole and, like O_EXCL, only where nothing is; a file made under its own name could be seen half-written.
      await link(part, path);
      await syncFolder(dirname(path));
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      if (!(await this.get(name))?.equals(bytes)) throw new AuditFault('place_altered', `${path} holds something else than was put there`, { cause: error });
    } finally {
      await rm(part, { force: true });
    }
  }

  async get(name: string): Promise<Buffer | undefined> {
    try {
      return await readFile(join(this.name, name));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async list(folder: string): Promise<string[]> {
    try {
      const entries = await readdir(join(this.name, folder), { withFileTypes: true });
      return entries.filter((entry) => !entry.name.endsWith(PART)).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }
}
