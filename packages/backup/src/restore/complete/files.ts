import { createHash } from 'node:crypto';
import { ObjectStoreError, type FileStore } from '@parley/object-store';
import { BackupFault } from '../../backup-fault.js';
import type { FileEntry } from '../../format/manifest.types.js';
import type { BackupReader } from '../backup-reader.js';
import { readOpened } from '../backup-reader.js';

export interface FileRestore {
  readonly reader: BackupReader;
  readonly store: FileStore;
  /** What the snapshot knows of files; of later ones nothing is known but their names. */
  readonly known: readonly FileEntry[];
  readonly progress?: (done: number, total: number) => void;
}

/** What came of files. */
export interface RestoredFiles {
  readonly files: number;
  /** Those that no zone has: their attachments cannot be shown. */
  readonly missing: readonly string[];
}

/** Brings back the files of attachments that the store has not. Done again, it goes on. */
export async function restoreFiles({ reader, store, known, progress }: FileRestore, names: readonly string[]): Promise<RestoredFiles> {
  const hashes = new Map(known.map(({ name, sha256 }) => [name, sha256]));
  const missing: string[] = [];
  let files = 0;
  for (const [index, name] of names.entries()) {
    progress?.(index, names.length);
    if (await isThere(store, name)) continue;
    const bytes = await fileOf(reader, name, hashes.get(name));
    if (bytes === undefined) {
      missing.push(name);
      continue;
    }
    await store.write(name, whole(bytes));
    files += 1;
  }
  progress?.(names.length, names.length);
  return { files, missing };
}

/** Nothing where no zone has it, as the snapshot knew it. */
async function fileOf(reader: BackupReader, name: string, sha256: string | undefined): Promise<Buffer | undefined> {
  const check = async (bytes: Buffer): Promise<Buffer> => {
    if (sha256 !== undefined && createHash('sha256').update(bytes).digest('hex') !== sha256) throw new BackupFault('unreadable', `files/${name} was changed`);
    return bytes;
  };
  try {
    return await readOpened(reader, `files/${name}`, check);
  } catch (error) {
    // A zone that did not answer may have it.
    if (error instanceof BackupFault && error.code === 'missing' && !(error.cause instanceof ObjectStoreError)) return undefined;
    throw error;
  }
}

async function isThere(store: FileStore, name: string): Promise<boolean> {
  try {
    for await (const _ of store.read(name, 0, 1)) return true;
    return true;
  } catch (error) {
    if (error instanceof ObjectStoreError && error.code === 'missing') return false;
    throw error;
  }
}

async function* whole(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
