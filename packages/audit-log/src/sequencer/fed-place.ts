import type { ScopedSql } from '@parley/persistence';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import type { LogIdentity } from '../places/last-checkpoint.js';

/** A place, and where what belongs there is found. */
export interface Fed {
  readonly place: CheckpointPlace;
  /** The log's other places. */
  readonly others: readonly CheckpointPlace[];
  readonly log: LogIdentity;
  readonly db: ScopedSql;
}
