import type { FrameParts } from '../restore/load/read-chunks.js';
import type { RepositoryView } from '../restore/plan/repository-view.js';
import type { Target } from '../restore/target/target.js';
import type { TableDifference } from './difference.js';
import type { ShadowMade } from './shadow.js';

/** What the restore of one app is done with. */
export interface AppRestoreParts extends FrameParts {
  readonly view: RepositoryView;
  /** The living database, as its owner. */
  readonly target: Target;
  readonly progress?: (progress: AppRestoreProgress) => void;
}

/** What is being done. Loading counts bytes, replaying counts segments, exporting rows. */
export interface AppRestoreProgress {
  readonly step: 'loading' | 'replaying' | 'comparing' | 'replacing' | 'exporting';
  readonly done: number;
  readonly total: number;
}

/** What it would take. */
export interface AppReading {
  /** Chunks of the snapshot that hold rows of the app, and their bytes before compression; those it shares with others whole. */
  readonly chunks: number;
  readonly bytes: number;
  readonly segments: number;
  /** Its shadow of that moment is there already: nothing of this is read then. */
  readonly isThere: boolean;
}

/** An app as it was, beside what it is. */
export interface RestoredBeside extends ShadowMade {
  /** The schema, as SQL has it. */
  readonly schema: string;
  readonly tables: readonly TableDifference[];
}
