/** What the output plugin pgoutput says in its protocol 2 (PostgreSQL's documentation, "Logical Replication Message Formats"). */
import type { Lsn } from '../lsn.js';

/** A value of a tuple: null; a wide value that was not changed and is not repeated; or its bytes in text or binary form. */
export type Cell = { readonly form: 'null' } | { readonly form: 'unchanged' } | { readonly form: 'text'; readonly value: Buffer } | { readonly form: 'binary'; readonly value: Buffer };

export interface Column {
  /** Part of the replica identity. */
  readonly key: boolean;
  readonly name: string;
  /** The type's OID, and its modifier (-1: none). */
  readonly type: number;
  readonly modifier: number;
}

/** A table as it is for the rows that come after it. */
export interface Relation {
  readonly kind: 'relation';
  readonly id: number;
  readonly schema: string;
  readonly table: string;
  /** d: primary key, n: nothing, f: the whole row, i: an index. */
  readonly identity: 'd' | 'n' | 'f' | 'i';
  readonly columns: readonly Column[];
}

/** A transaction: its LSN is that of its commit record; times are microseconds since 1970, by the database's clock. */
export interface Begin {
  readonly kind: 'begin';
  readonly commitLsn: Lsn;
  readonly committedAt: number;
  readonly xid: number;
}

export interface Commit {
  readonly kind: 'commit';
  readonly commitLsn: Lsn;
  /** Where its commit record ends: the next transaction's begins there or later. */
  readonly endLsn: Lsn;
  readonly committedAt: number;
}

export interface Insert {
  readonly kind: 'insert';
  readonly relation: number;
  readonly row: readonly Cell[];
}

export interface Update {
  readonly kind: 'update';
  readonly relation: number;
  /** The row before: its key, where that changed, or all of it; absent where the key is the same. */
  readonly old?: OldRow;
  readonly row: readonly Cell[];
}

export interface Delete {
  readonly kind: 'delete';
  readonly relation: number;
  readonly old: OldRow;
}

/** Columns that are not of the key are null in a key. */
export interface OldRow {
  readonly is: 'key' | 'row';
  readonly row: readonly Cell[];
}

export interface Truncate {
  readonly kind: 'truncate';
  readonly relations: readonly number[];
  readonly cascade: boolean;
  readonly restartIdentity: boolean;
}

/** What somebody said by pg_logical_emit_message(). */
export interface LogicalMessage {
  readonly kind: 'message';
  readonly transactional: boolean;
  readonly lsn: Lsn;
  readonly prefix: string;
  readonly content: Buffer;
}

export interface DataType {
  readonly kind: 'type';
  readonly id: number;
  readonly schema: string;
  readonly name: string;
}

export interface Origin {
  readonly kind: 'origin';
  readonly lsn: Lsn;
  readonly name: string;
}

/** Parts of a transaction that is still under way come between a start and a stop. */
export interface StreamStart {
  readonly kind: 'stream start';
  readonly xid: number;
  readonly first: boolean;
}

export interface StreamStop {
  readonly kind: 'stream stop';
}

export interface StreamCommit extends Omit<Commit, 'kind'> {
  readonly kind: 'stream commit';
  readonly xid: number;
}

/** A subtransaction, or the whole where both numbers are the same. */
export interface StreamAbort {
  readonly kind: 'stream abort';
  readonly xid: number;
  readonly subxid: number;
}

export type RowChange = Insert | Update | Delete;
export type PgOutputMessage =
  | Begin | Commit | Origin | Relation | DataType | RowChange | Truncate | LogicalMessage | StreamStart | StreamStop | StreamCommit | StreamAbort;
