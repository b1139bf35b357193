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

/** The store did not let some files go, for the reason of the first; the others are removed. */
export class FilesKept extends Error {
  constructor(
    /** How many. */
    readonly files: number,
    cause: unknown,
  ) {
    super(`${files} files of attachments could not be removed`, { cause });
  }
}

/** Seconds that the file has been due for which has waited longest; for metrics. */
export async function overdueRemovalSeconds(db: Database): Promise<number> {
  const [row] = await db.system().query<{ seconds: number }>(
    'select coalesce(extract(epoch from now() - min(due_at)), 0)::float8 as seconds from attachment_removals where due_at <= now()');
  return row?.seconds ?? 0;
}

/**
 * Removes at most `limit` files that no row tells of any more, and answers how many; fewer only when none is left. Those that
 * the store does not let go are tried again in five minutes: then rejects with FilesKept, after the others were removed.
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
  if (faults.length > 0) throw new FilesKept(faults.length, faults[0]);
  return due.length;
}
