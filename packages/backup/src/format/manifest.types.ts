import type { PackEntry } from './pack.js';

/** By what a chain is known again: no other slot, server or timeline continues it. */
export interface ChainIdentity {
  readonly id: string;
  /** Nothing ('') where the server decodes no changes: the snapshots of such a chain stand alone. */
  readonly slot: string;
  readonly systemIdentifier: string;
  readonly timeline: number;
  /** Where the slot begins: nothing before it is in the chain. */
  readonly consistentPoint: string;
}

/** Whether nothing tells what happened between the snapshots of a chain. */
export const standAlone = ({ slot }: Pick<ChainIdentity, 'slot'>): boolean => slot === '';

/** A column as COPY BINARY writes it. */
export interface ColumnEntry {
  readonly name: string;
  /** As format_type() names it. */
  readonly type: string;
}

/** Rows of one app, or of none, in one page range of one table. */
export interface ChunkEntry {
  /** In hex (`RepositoryKeys.chunkId`). */
  readonly id: string;
  /** The app under whose key it is sealed; else the repository's. */
  readonly app?: string;
  /** Where apps with few rows in the range share a chunk, or an app's keys are destroyed: whose rows are in it, sorted. */
  readonly apps?: readonly string[];
  readonly rows: number;
  /** Bytes before compression. */
  readonly bytes: number;
  /** Its frame: the pack's place in `packs`, then number, offset and length in it. */
  readonly pack: number;
  readonly number: number;
  readonly offset: number;
  readonly length: number;
}

/** One table at the snapshot. */
export interface TableEntry {
  readonly name: string;
  /** In the order in which the rows of its chunks have them: `appColumn` comes first. */
  readonly columns: readonly ColumnEntry[];
  /** The column that says whose a row is, where there is one. */
  readonly appColumn?: string;
  /** Rows and sum of each app, where there is such a column; rows of none are in the table's only. */
  readonly byApp?: Readonly<Record<string, { readonly rows: number; readonly sum: string }>>;
  readonly rows: number;
  /** Order-independent: the sum of the rows' checksums (README, "Checksums"), in hex. */
  readonly sum: string;
  readonly chunks: readonly ChunkEntry[];
}

/** A sequence's last value at the snapshot. */
export interface SequenceEntry {
  readonly name: string;
  /** Decimal: it may be larger than a number holds. */
  readonly lastValue: string;
}

/** A file of attachments that the snapshot's rows name. */
export interface FileEntry {
  /** Its name in the attachment store, and below `files/`. */
  readonly name: string;
  readonly size: number;
  /** Of its sealed bytes, in hex. */
  readonly sha256: string;
}

/** Everything that is needed to restore the database as it was, and to go on from there by its chain. */
export interface SnapshotManifest {
  readonly kind: 'snapshot';
  /** When it was taken, by the database's clock: ISO 8601. */
  readonly at: string;
  readonly chain: ChainIdentity;
  /** A place in the stream before it: what follows is applied where it is not visible in the snapshot. */
  readonly lsn: string;
  /** pg_current_snapshot(): xmin:xmax:xip, of 64 bits. */
  readonly visibility: string;
  /** The newest migration, and the hash of the schema that it makes. */
  readonly migration: string;
  /** The names of all, in their order: a product that lacks one, or has another one between them, makes another schema. */
  readonly migrations: readonly string[];
  readonly schemaHash: string;
  readonly tables: readonly TableEntry[];
  readonly sequences: readonly SequenceEntry[];
  readonly packs: readonly PackEntry[];
  readonly files: readonly FileEntry[];
}

/** A chain begins: before it, what the stream said is in another one, or lost. */
export interface ChainManifest {
  readonly kind: 'chain';
  readonly at: string;
  readonly chain: ChainIdentity;
}

/** Why a chain ended. */
export type GapReason = 'switched_off' | 'slot_lost' | 'slot_missing' | 'slot_foreign' | 'slot_ahead' | 'schema_drift' | 'segments_lost';

/** What happened behind `lsn` until the next snapshot can be restored to no second. */
export interface GapManifest {
  readonly kind: 'gap';
  readonly at: string;
  readonly chain: ChainIdentity;
  readonly reason: GapReason;
  /** The end of the chain's last segment. */
  readonly lsn: string;
}

export type ManifestContent = SnapshotManifest | ChainManifest | GapManifest;
