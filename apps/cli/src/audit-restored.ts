import { AuditFault, auditSettings, lastCheckpoint, logState, openPlaces, openTree, operatorOn, PlacesGuard } from '@parley/audit-log';
import type { Settings } from '@parley/kernel';
import { trustedKeys } from './audit-keys.js';
import { withDatabase } from './database/with-database.js';
import { say } from './report.js';
import { StartError } from './start-error.js';

export interface RestoredOptions {
  /** Which backup was restored, by a name of its maker's. */
  readonly backup?: string;
}

/** What may name a backup: an id or a moment, not a sentence. */
const BACKUP = /^[\w.:+-]{1,100}$/;

/** `parley audit restored`: opens a new tree on a database that was restored. Where nothing was lost there is none to open, and all is well: whoever restores may run it always. */
export async function auditRestored(settings: Settings, { backup }: RestoredOptions): Promise<void> {
  if (backup !== undefined && !BACKUP.test(backup)) throw new StartError('--backup takes an id or a moment: letters, digits, and .:+-_');
  const { origin, places: names } = auditSettings(settings);
  const [log, places] = [{ origin, trusted: await trustedKeys(settings, []) }, openPlaces(names)];
  // All of them: the one that cannot be read may have the last checkpoint.
  const found = await Promise.all(places.map((place) => lastCheckpoint(place, log)));
  const [last] = found.filter((each) => each !== undefined).toSorted((a, b) => b.tree - a.tree || b.checkpoint.size - a.checkpoint.size);
  const tree = await withDatabase(settings, async (database) => {
    const system = database.system();
    const guard = new PlacesGuard(log, places);
    if (await goesOn(guard.check(system, await logState(system)))) return undefined;
    return openTree(system, { ...(last && { last }), by: operatorOn(), restore: { backup: backup ?? null } });
  });
  say(tree === undefined
    ? 'The log goes on from what the places have: nothing was lost, and there is no restore to record.'
    : `Tree ${tree} is open: its first entry names the restore and the last checkpoint outside. Entries that waited get their places in it.`);
}

/** Whether the log leads on from what the places have. Raises what the guard raises when it is another log. */
async function goesOn(checked: Promise<void>): Promise<boolean> {
  try {
    await checked;
    return true;
  } catch (error) {
    if (error instanceof AuditFault && error.code === 'place_ahead') return false;
    throw error;
  }
}
