/** How entries that a checkpoint covers differ from what it covers. */
export type EntryFindingCode =
  | 'edited'
  | 'deleted'
  | 'inserted'
  | 'reordered'
  | 'truncated' // the end of the tree is gone: also a database that was rolled back
  | 'rewritten' // from here on the log is another one
  | 'hash_differs'; // the leaf hash that the database keeps is not this entry's: one of the two was altered after it came into the tree

/** Entries that are not as they were witnessed: from `from` up to, without, `to`. The first of them is certain, the kind as near as the rest tells. */
export interface EntryFinding {
  readonly code: EntryFindingCode;
  readonly tree: number;
  readonly from: number;
  readonly to: number;
  /** The id of the entry that the database has at `from`. */
  readonly entry?: string;
}

/** Entries that no place can vouch for: neither they nor any place's leaves lead to a checkpoint that is signed. */
export interface UnlocatedFinding {
  readonly code: 'unlocated';
  readonly tree: number;
  readonly from: number;
  readonly to: number;
}

export type PlaceFindingCode =
  | 'place_altered' // leaves, or a note that is none or another's
  | 'checkpoint_unsigned' // signed by no key that is trusted, or falsely
  | 'checkpoint_contradicts' // signed, but not the same log as the others
  | 'place_behind'; // it has not what was signed minutes ago: it is not fed, or something was taken away

/** A place that does not hold what was put there. */
export interface PlaceFinding {
  readonly code: PlaceFindingCode;
  readonly tree: number;
  /** The checkpoint's size. */
  readonly size: number;
  readonly place: string;
}

/** A checkpoint that the database keeps is not one that the log's key signed, or not of the log that the places have. */
export interface OwnCheckpointFinding {
  readonly code: 'own_checkpoint_altered';
  readonly tree: number;
  readonly size: number;
}

/** A tree after the first does not begin with an entry that names the last outside checkpoint before it. */
export interface OpeningFinding {
  readonly code: 'opening_missing' | 'opening_wrong';
  readonly tree: number;
}

/** An entry that is in no tree and waits for none. */
export interface StrayFinding {
  readonly code: 'stray';
  readonly entry: string;
}

export type Finding = EntryFinding | UnlocatedFinding | PlaceFinding | OwnCheckpointFinding | OpeningFinding | StrayFinding;

/** A restore that is on the record: these entries of an earlier tree were witnessed and are not in the restored database. */
export interface Restored {
  readonly tree: number;
  readonly from: number;
  readonly to: number;
  /** The tree whose first entry says so. */
  readonly openedBy: number;
}

/** What was checked of a tree. */
export interface TreeReport {
  readonly tree: number;
  /** Entries that the database has. */
  readonly entries: number;
  /** Entries under the last checkpoint: what is promised of them was checked. */
  readonly covered: number;
  /** Checkpoints that are signed and agree. */
  readonly checkpoints: number;
}

/** What verifying the log found. */
export interface Verdict {
  /** Nothing was found. Says nothing of entries that no checkpoint covers. */
  readonly ok: boolean;
  /** In the order of trees, then of entries; the first one names the first bad entry. */
  readonly findings: readonly Finding[];
  readonly restores: readonly Restored[];
  readonly trees: readonly TreeReport[];
}
