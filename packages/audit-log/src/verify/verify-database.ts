import type { Sql } from '@parley/persistence';
import type { CheckpointPlace } from '../places/checkpoint-place.js';
import type { LogIdentity } from '../places/last-checkpoint.js';
import { loggedEntries, loggedTrees, strayEntries } from '../sequencer/logged-trees.js';
import type { Verdict } from './verdict.js';
import { verifyLog } from './verify-log.js';

/** Entries without a place that are told; one of them is reason enough to look. */
const MOST_STRAYS = 100;

/**
 * The last checkpoint of the present tree that every place has had the time to take. What the database says of it is no
 * proof, but a place that has less was not fed, or something was taken out of it.
 */
const SETTLED = `
  select tree, size::float8 as size from audit_checkpoints
  where tree = (select max(tree) from audit_trees) and signed_at < now() - interval '5 minutes' order by size desc limit 1`;

/** Verifies the log in a database against its outside places (`verifyLog`). Runs in the system scope; reads the whole log. */
export async function verifyDatabase(sql: Sql, log: LogIdentity, places: readonly CheckpointPlace[]): Promise<Verdict> {
  const trees = (await loggedTrees(sql)).map((tree) => ({ tree, entries: () => loggedEntries(sql, tree) }));
  const [settled] = await sql.query<{ tree: number; size: number }>(SETTLED);
  return verifyLog({ log, places, trees, strays: await strayEntries(sql, MOST_STRAYS), settled });
}
