import type { FileStore } from '@parley/object-store';
import type { Database } from '@parley/persistence';

/** For so long a file is left to whoever is at it; then it is tried again. */
const LEASE = "interval '5 minutes'";

const CLAIM = `
  update attachment_removals set lease_until = now() + ${LEASE}
  where object_name = any(array(
    select object_name from attachment_removals where due_at <= now() and (lease_until is null or lease_until < now())
    order by due_at limit $1 for update skip locked))
  returning object_name`;
const REMOVED = 'delete from attachment_removals where object_name = $1';

/**
 * Removes at most `limit` files that no row tells of any more, and answers how many; fewer only when none is left. Those that
 * the store does not let go are tried again in five minutes: then rejects, after the others were removed.
 */
export async function removeFiles(db: Database, files: FileStore, limit: number): Promise<number> {
  const due = await db.system().query<{ object_name: string }>(CLAIM, [limit]);
  const faults: unknown[] = [];
  for (const { object_name: name } of due) {
    try {
      await files.destroy(name);
      await db.system().query(REMOVED, [name]);
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new Error(`${faults.length} files of attachments could not be removed`, { cause: faults[0] });
  return due.length;
}
