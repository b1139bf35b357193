import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CryptoFault, openFile, type FileOf } from '@parley/crypto-at-rest';
import { ObjectStoreError, type FileStore } from '@parley/object-store';
import { BackupFault } from '../backup-fault.js';
import type { FileEntry } from '../format/manifest.types.js';
import { readOpened, type BackupReader } from '../restore/backup-reader.js';

export interface FileSources {
  readonly reader: BackupReader;
  /** Where those are that no zone has. */
  readonly store: FileStore;
  /** What the snapshot knows of files. */
  readonly known: readonly FileEntry[];
}

/** Ids as they are in names of files. */
const ID = /^[\w-]{1,64}$/;

/** Files of attachments in an export, opened, each under its attachment's id: what somebody named a file is no path. */
export class ExportedFiles {
  written = 0;
  readonly missing: string[] = [];
  private readonly hashes: ReadonlyMap<string, string>;

  private constructor(
    private readonly directory: string,
    private readonly sources: FileSources,
  ) {
    this.hashes = new Map(sources.known.map(({ name, sha256 }) => [name, sha256]));
  }

  static async into(directory: string, sources: FileSources): Promise<ExportedFiles> {
    await mkdir(directory, { mode: 0o700 });
    return new ExportedFiles(directory, sources);
  }

  /** Writes one, or notes that it is nowhere. Rejects where a zone did not answer, which may have it. */
  async write(id: string, of: FileOf): Promise<void> {
    if (!ID.test(id)) throw new BackupFault('malformed', 'This is no id of an attachment');
    const content = (await this.fromZones(of)) ?? (await this.fromStore(of));
    if (!content) return void this.missing.push(id);
    await writeFile(join(this.directory, id), content, { mode: 0o600, flag: 'wx', flush: true });
    this.written += 1;
  }

  private async fromZones(of: FileOf): Promise<Buffer | undefined> {
    const sha256 = this.hashes.get(of.objectName);
    try {
      return await readOpened(this.sources.reader, `files/${of.objectName}`, async (bytes) => {
        if (sha256 !== undefined && createHash('sha256').update(bytes).digest('hex') !== sha256) throw new BackupFault('unreadable', `files/${of.objectName} was changed`);
        return opened(of, async function* (from, to) {
          yield bytes.subarray(from, to);
        });
      });
    } catch (error) {
      if (error instanceof BackupFault && error.code === 'missing' && !(error.cause instanceof ObjectStoreError)) return undefined;
      throw error;
    }
  }

  private async fromStore(of: FileOf): Promise<Buffer | undefined> {
    try {
      return await opened(of, (from, to) => this.sources.store.read(of.objectName, from, to));
    } catch (error) {
      if (error instanceof CryptoFault || (error instanceof ObjectStoreError && error.code === 'missing')) return undefined;
      throw error;
    }
  }
}

/** A file whole: attachments are small enough. */
async function opened({ key, size, ...of }: FileOf, read: Parameters<typeof openFile>[3]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of openFile(key, of, { size, from: 0, to: size }, read)) pieces.push(piece);
  return Buffer.concat(pieces);
}
