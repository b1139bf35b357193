import type { AppId } from '@parley/kernel';
import type { Place } from '../cells/place.js';
import type { FilePlace } from '../files/sealed-file.js';
import type { Subject } from '../keys/subject.js';

/** A row by its columns' names. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** Where a cell belongs, and under whose key it is. */
export interface CellOf {
  readonly subject: Subject;
  readonly place: Place;
}

/** A file that belongs to a row: under which name it is stored, and what opens it. */
export interface FileOf extends FilePlace {
  readonly objectName: string;
  readonly key: Buffer;
  /** Bytes of its content. */
  readonly size: number;
}

/** How a table's rows are read by whoever reads all of an app, as an export does: said by the package that writes them. */
export interface ReadableTable {
  readonly table: string;
  /** Whom or what a row tells of: it goes with the first of these that is erased. Nobody where it is of no customer. */
  readonly subjects?: (row: StoredRow) => readonly Subject[];
  /** By sealed column; nothing where a row has nobody for it. */
  readonly cells?: Readonly<Record<string, (row: StoredRow) => CellOf | undefined>>;
  /** Columns that tell a reader nothing, or are no one's to read. */
  readonly omitted?: readonly string[];
  /** Takes out of what cells opened to what is no one's to read, such as a key; by column. */
  readonly shown?: (column: string, value: unknown) => unknown;
  /** By what the row's cells opened to, before `shown`. */
  readonly file?: (appId: AppId, row: StoredRow, opened: StoredRow) => FileOf | undefined;
}
