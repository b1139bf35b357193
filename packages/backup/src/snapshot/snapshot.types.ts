import type { Sql } from '@parley/persistence';
import type { ChainIdentity, ColumnEntry, FileEntry, SnapshotManifest } from '../format/manifest.types.js';
import type { RepositoryKeys } from '../format/repository-keys.js';

/** A table whose rows a snapshot takes, by the columns that COPY can write back: no dropped and no generated ones. */
export interface SnapshotTable {
  readonly name: string;
  readonly columns: readonly ColumnEntry[];
}

/** What the database is like inside of a snapshot. */
export interface SnapshotSchema {
  /** Without those whose rows no pack may hold. */
  readonly tables: readonly SnapshotTable[];
  /** The newest migration. */
  readonly migration: string;
  /** The names of all, in their order. */
  readonly migrations: readonly string[];
  readonly hash: string;
}

/** An object that is on its way. */
export interface Accepted {
  /** Resolves at quorum; rejects when it will not be reached. */
  readonly confirmed: Promise<void>;
}

/** What a snapshot is taken with. */
export interface SnapshotParts {
  /** The database, as the role that reads for backups: past every policy. */
  readonly url: string;
  readonly keys: RepositoryKeys;
  /** Reads the schema as it is in the transaction of `sql`. */
  readonly schema: (sql: Pick<Sql, 'query'>) => Promise<SnapshotSchema>;
  /** 32 bytes under which an app's frames are sealed; nothing where the app's keys are destroyed. They are zeroed after use. */
  readonly appKey: (app: string) => Promise<Buffer | undefined>;
  /** Takes a pack over, with its SHA-256 in base64, and its memory: resolves once there is room for the next one. */
  readonly submit: (name: string, object: Buffer, sha256: string) => Promise<Accepted>;
  /** How many transactions have written to the server so far: while they are many, others are given way. */
  readonly written: () => Promise<number>;
  /** What is known of attachments' files by their names, once they are in the zones; those that are gone are left out. */
  readonly files: (names: readonly string[]) => Promise<readonly FileEntry[]>;
}

/** How far a snapshot has come; both in bytes of tables, by the pages that the server has for them. */
export interface SnapshotProgress {
  readonly done: number;
  readonly total: number;
}

export interface SnapshotOptions {
  readonly chain: ChainIdentity;
  /** The one before it, whose chunks are not stored again. */
  readonly previous?: SnapshotManifest;
  /** Connections that read. Default 2. */
  readonly readers?: number;
  /** How long the tables may take to be read, in ms: so long vacuum removes nothing. Default 30 minutes. */
  readonly budgetMs?: number;
  /** Size at which a pack is closed. Default `PACK_BYTES`. */
  readonly packBytes?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: SnapshotProgress) => void;
}

/** What a snapshot came to. */
export interface SnapshotTaken {
  readonly manifest: SnapshotManifest;
  /** Bytes of packs that were written, and of frames that were there already. */
  readonly storedBytes: number;
  readonly reusedBytes: number;
  /** How long the tables were read, in ms. */
  readonly readMs: number;
  /** Of that, how long others were given way, in ms. */
  readonly restedMs: number;
}
