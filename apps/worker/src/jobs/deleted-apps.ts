import { asAppId } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { inBatches, type Budget } from './in-batches.js';

/** What an app's rows lie in, children before parents; what is left when they are empty goes with the app's own row. */
const TABLES = [
  'outbox_events', 'webhook_lanes', 'webhook_deliveries', 'idempotent_answers', 'messages', 'participants', 'conversations', 'clients',
  'user_identities', 'users', 'integrations',
] as const;

/** The names are constants of this file. */
const purge = (table: (typeof TABLES)[number]) =>
  `delete from ${table} where ctid = any(array(select ctid from ${table} where app_id = $1 limit $2)) returning 1`;

/** Apps that have been deleted and still have rows. */
export async function deletedApps(db: Database, limit: number): Promise<string[]> {
  const rows = await db.system().query<{ id: string }>('select id from apps where deleted_at is not null order by deleted_at limit $1', [limit]);
  return rows.map(({ id }) => id);
}

/** Removes the rows of a deleted app, in short transactions, and answers whether none is left; may be stopped and repeated at any point. */
export async function removeApp(db: Database, id: string, budget: Budget): Promise<boolean> {
  const [app] = await db.system().query('select id from apps where id = $1 and deleted_at is not null', [id]);
  if (!app) return true;
  const rows = db.app(asAppId(id));
  for (const table of TABLES) {
    if (!(await inBatches(budget, async (limit) => (await rows.query(purge(table), [id, limit])).length))) return false;
  }
  await rows.query('delete from apps where id = $1 and deleted_at is not null', [id]);
  return true;
}
