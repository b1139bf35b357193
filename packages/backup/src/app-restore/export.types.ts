import type { Opened, ReadableTable, SealedItem, Subject } from '@parley/crypto-at-rest';
import type { FileStore } from '@parley/object-store';

/** Of whom an export must not tell. */
export interface ErasedThen {
  /** What tells of these is left out. */
  readonly gone: ReadonlySet<Subject>;
  /** What is sealed under a key of these is not opened. */
  readonly closed: ReadonlySet<Subject>;
}

/** What an export is made with. */
export interface ExportOptions {
  /** A directory that is not there yet, or is empty. */
  readonly directory: string;
  readonly tables: readonly ReadableTable[];
  readonly open: (cells: readonly SealedItem[]) => Promise<Opened[]>;
  readonly erased: ErasedThen;
  /** Where attachments' files are that no zone has yet. */
  readonly files: FileStore;
  /** Before the first row is opened: what it raises prevents all. */
  readonly before: (counts: ExportCounts) => Promise<void>;
}

/** What the app had then, before what was erased since is left out. */
export interface ExportCounts {
  readonly rows: number;
  readonly attachments: number;
}

/** What came of one table. */
export interface ExportedTable {
  readonly table: string;
  readonly rows: number;
  /** Rows that tell of what was erased since, or is to be. */
  readonly leftOut: number;
  /** Values that are not opened, as they were erased since, or do not open: null in their rows. */
  readonly unreadable: number;
}

/** What came of it. */
export interface Exported {
  readonly tables: readonly ExportedTable[];
  readonly files: number;
  /** Attachments whose file is nowhere, or does not open. */
  readonly missingFiles: readonly string[];
}
