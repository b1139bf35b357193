import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory, syncDirectory, writeDurably } from '@parley/object-store';
import { AuditFault } from '../audit-fault.js';
import { errorCode } from '../error-code.js';
import type { CheckpointPlace } from './checkpoint-place.js';

/** Readable for those who check, writable for nobody: what was put is never changed. */
const [FILE_MODE, FOLDER_MODE] = [0o444, 0o755];
/** A file on its way: left by a process that was killed, it means nothing. */
const PART = '.part';

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

/** A directory as a place for checkpoints, better on a file system that the database's host cannot write elsewhere on. */
export class DirectoryPlace implements CheckpointPlace {
  /** The path is absolute; the folder is made when something is put. */
  constructor(readonly name: string) {}

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.name, name);
    await makeDirectory(dirname(path), FOLDER_MODE);
    const part = join(dirname(path), `.${randomUUID()}${PART}`);
    await writeDurably(part, bytes, FILE_MODE);
    try {
      // A link appears whole and, like O_EXCL, only where nothing is; a file made under its own name could be seen half-written.
      await link(part, path);
      await syncDirectory(dirname(path));
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
