import type { Sql } from '@parley/persistence';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import type { LogIdentity } from '../places/last-checkpoint.js';
import { isLongMade, loggedCheckpoints, loggedEntries, loggedTrees, strayEntries } from '../sequencer/logged-trees.js';
import type { Verdict } from './verdict.js';
import { verifyLog } from './verify-log.js';

/** Entries without a place that are told; one of them is reason enough to look. */
const MOST_STRAYS = 100;

/** Verifies the log in a database against its outside places (`verifyLog`). Runs in the system scope; reads the whole log. */
export async function verifyDatabase(sql: Sql, log: LogIdentity, places: readonly CheckpointPlace[]): Promise<Verdict> {
  const trees = (await loggedTrees(sql)).map((tree) => ({
    tree,
    entries: () => loggedEntries(sql, tree),
    checkpoints: () => loggedCheckpoints(sql, tree),
    isLongMade: (index: number) => isLongMade(sql, tree, index),
  }));
  return verifyLog({ log, places, trees, strays: await strayEntries(sql, MOST_STRAYS) });
}
