import type { VerifierKey } from '@parley/audit-log';
import type { RepositoryKeys } from '../format/repository-keys.js';
import type { AppKeys } from '../ledger/repository-key.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import type { ReadableZone } from '../zones/zone-reader.js';

/**
 * `missing`: not there. `changed`: not the bytes that were written. `unreadable`: not of the kind that its name says, or cut.
 * `out_of_place`: written by the repository, but not for this place. `behind`: an older state than others have, or than was
 * confirmed. `unavailable`: the zone did not answer, and nothing more was asked of it.
 */
export type Fault = 'missing' | 'changed' | 'unreadable' | 'out_of_place' | 'behind' | 'unavailable';

export interface Finding {
  /** Nothing where every zone has it so. */
  readonly zone?: string;
  /** The object's, without a repair's number; of a hole, that of the segment that would fill it. */
  readonly name: string;
  readonly fault: Fault;
  /** Under which name the zone has good bytes now. */
  readonly repaired?: string;
  /** No zone has it good. */
  readonly lost: boolean;
}

/** A zone with its ledger, where that is looked at too. */
export interface VerifiedZone extends ReadableZone {
  readonly ledger?: LedgerStore;
}

/** What the database says that zones have confirmed. */
export interface Confirmed {
  readonly chains: readonly ConfirmedChain[];
  /** The number of the newest manifest; 0 where none is known of. */
  readonly manifest: number;
}

/** How far a chain is in the zones. */
export interface ConfirmedChain {
  readonly chain: string;
  /** The end of a segment, as PostgreSQL writes it. */
  readonly lsn: string;
}

export interface VerifyParts {
  readonly zones: readonly VerifiedZone[];
  readonly keys: RepositoryKeys;
  readonly trusted: readonly VerifierKey[];
  /** Given, every frame is opened under its key too. */
  readonly appKey?: AppKeys;
  /** Without it, nothing tells an older state of all zones from the newest. */
  readonly confirmed?: Confirmed;
  /** Has who writes backups bring every zone's keys up to date from the database: nobody else writes them. Resolves when that is done, or cannot be. */
  readonly mendKeys?: () => Promise<void>;
}

export interface VerifyOptions {
  /** Part `part` (from 0) of `of` of what is large is read; that it is there, and that nothing is between, is looked at for all. */
  readonly share?: { readonly part: number; readonly of: number };
  /** Good bytes are written from one zone into another. */
  readonly repair?: boolean;
  readonly signal?: AbortSignal;
  /** Bytes read, of those that are to be read as far as is known. */
  readonly progress?: (done: number, total: number) => void;
}

export interface Verified {
  /** In the order in which they were met. */
  readonly findings: readonly Finding[];
  /** Objects that were read in at least one zone. */
  readonly objects: number;
  readonly bytes: number;
  /** Files that no manifest names yet: nothing tells what their bytes must be. */
  readonly unnamed: number;
}
