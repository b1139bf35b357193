import { createHash } from 'node:crypto';
import { ObjectStoreError, type FileStore } from '@parley/object-store';
import type { ScopedSql, Sql } from '@parley/persistence';
import type { FileEntry } from '../format/manifest.types.js';
import type { Outgoing } from '../zones/spool/spooled.js';

/** A sealed file is read as far as it goes. */
const TO_THE_END = Number.MAX_SAFE_INTEGER;
const BATCH = 100;

/** Those that no zone is known to have, the oldest first; those that were not there when they were looked for come again later. */
const UNKNOWN = `
  select a.object_name as name from attachments a where not exists (select from backup_files f where f.object_name = a.object_name)
  and not (a.object_name = any($1)) order by a.created_at, a.object_name limit ${BATCH}`;

const KNOWN = 'select object_name as name, size::float8 as size, content_hash as sha256 from backup_files where object_name = any($1) order by object_name collate "C"';
const GONE = 'select f.object_name as name from backup_files f where not exists (select from attachments a where a.object_name = f.object_name)';
const FORGET = 'delete from backup_files where object_name = any($1)';

export interface FileMirrorParts {
  /** As the role of backups: it sees every app's. */
  readonly read: Pick<Sql, 'query'>;
  readonly write: Pick<ScopedSql, 'query'>;
  readonly files: FileStore;
  readonly submit: (object: Outgoing) => Promise<void>;
}

/** Where an attachment's file lies in a zone, sealed as it is in the attachment store. */
export const fileName = (name: string): string => `files/${name}`;

/** Brings the files of attachments into the zones, each once, and knows them by the hash of what is there. */
export class FileMirror {
  /** A file that is not there yet, or no more: its row may be about to go. */
  private missing = new Set<string>();
  private running: Promise<number> | undefined;

  constructor(private readonly parts: FileMirrorParts) {}

  /** Copies what is new, and answers how many; two who ask at once wait for the same. */
  copy(signal: AbortSignal): Promise<number> {
    this.running ??= this.copyAll(signal).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** What is known of files; those that are not in the zones are left out. */
  readonly entries = async (names: readonly string[]): Promise<FileEntry[]> => {
    const rows = await this.parts.write.query<{ name: string; size: number; sha256: Buffer }>(KNOWN, [names]);
    return rows.map(({ name, size, sha256 }) => ({ name, size, sha256: sha256.toString('hex') }));
  };

  /** Forgets files whose attachments are gone: expiry goes by manifests. */
  async forget(): Promise<void> {
    // Asked as the role of backups: nobody else sees every app's attachments, and who sees none would forget all.
    const gone = await this.parts.read.query<{ name: string }>(GONE);
    if (gone.length > 0) await this.parts.write.query(FORGET, [gone.map(({ name }) => name)]);
  }

  private async copyAll(signal: AbortSignal): Promise<number> {
    this.missing = new Set();
    let copied = 0;
    for (;;) {
      const batch = await this.parts.read.query<{ name: string }>(UNKNOWN, [[...this.missing]]);
      for (const { name } of batch) {
        signal.throwIfAborted();
        if (await this.copyOne(name)) copied += 1;
        else this.missing.add(name);
      }
      if (batch.length < BATCH) return copied;
    }
  }

  private async copyOne(name: string): Promise<boolean> {
    const bytes = await this.read(name);
    if (bytes === undefined) return false;
    await this.parts.submit({ name: fileName(name), bytes, lane: 'bulk' });
    const sha256 = createHash('sha256').update(bytes).digest();
    await this.parts.write.query('insert into backup_files (object_name, size, content_hash) values ($1, $2, $3) on conflict do nothing', [name, bytes.length, sha256]);
    return true;
  }

  private async read(name: string): Promise<Buffer | undefined> {
    try {
      const parts: Buffer[] = [];
      for await (const part of this.parts.files.read(name, 0, TO_THE_END)) parts.push(part);
      return Buffer.concat(parts);
    } catch (error) {
      if (error instanceof ObjectStoreError && error.code === 'missing') return undefined;
      throw error;
    }
  }
}
