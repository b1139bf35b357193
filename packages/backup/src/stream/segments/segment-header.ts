/** What a segment says of itself. Places (LSNs) are in 16 hexadecimal digits, transactions' numbers decimal and of 64 bits. */
export interface SegmentHeader {
  readonly v: 1;
  readonly chain: string;
  /** Where the segment before it ended: the chain has no hole. */
  readonly start: string;
  /** Where the commit record of its last transaction ends. */
  readonly end: string;
  /** Of a transaction that is too large for one: its parts, from 1, have the same start and end. Each begins with its begin; the last has its commit. */
  readonly part?: { readonly number: number; readonly last: boolean };
  /** SHA-256 of the content of the segment, or part, before it; null for a chain's first. */
  readonly previous: string | null;
  /** Transactions that end in it. */
  readonly transactions: number;
  readonly xids: { readonly min: string; readonly max: string };
  /** Commits by the database's clock, in microseconds since 1970: the earliest and the latest. */
  readonly committed: { readonly first: number; readonly last: number };
  /** The newest heartbeat in it. */
  readonly heartbeat?: { readonly at: string; readonly xmax: string };
  /** Whose rows it changes, sorted; '*' where that cannot be told of one. */
  readonly apps: readonly string[] | '*';
  /** Whether it changes rows of tables that are of no app. */
  readonly shared: boolean;
  /** Tables that it changes, sorted. */
  readonly tables: readonly string[];
  /** Whether it would hold wrapped keys, had they not been left out. */
  readonly ledger: boolean;
  /** Objects of the key store whose rows were touched. */
  readonly secrets: readonly string[];
  /** API keys that were taken back. */
  readonly revoked: readonly string[];
  /** Migrations that were done in it, in their order. */
  readonly migrations: readonly { readonly migration: string; readonly schemaHash: string }[];
  /** Tables whose columns are not those that the catalog says: the chain is to be ended. */
  readonly drift: readonly string[];
}

/** A finished segment, as it is handed over. */
export interface Segment {
  /** Below the chain's folder. */
  readonly name: string;
  readonly header: SegmentHeader;
  /** Its content, to be sealed. */
  readonly content: Buffer;
  /** SHA-256 of the content, in hex: what the next one calls `previous`. */
  readonly hash: string;
}
