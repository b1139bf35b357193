import type { RestoreProgress } from '../restore-database.js';
import type { RestorePlan } from './restore-plan.js';

/** What each step of a restore goes by: the segments that are replayed, or how much the snapshot holds. */
export function restoreWork({ snapshot: { bytes }, segments }: RestorePlan): Record<Exclude<RestoreProgress['step'], 'schema'>, number> {
  return { loading: bytes, verifying: bytes, keys: bytes, replaying: segments.length, completing: bytes };
}
