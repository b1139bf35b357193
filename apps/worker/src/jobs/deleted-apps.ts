import { asAppId } from '@parley/kernel';
import type { Database, ScopedSql } from '@parley/persistence';
import { purgeDeletedWebhooks } from '@parley/webhooks';
import { inBatches, type Budget } from './in-batches.js';

type Remove = (rows: ScopedSql, appId: string, limit: number) => Promise<number>;

/** The name is a constant of this file. */
const rowsOf = (table: string): Remove => {
  const purge = `delete from ${table} where ctid = any(array(select ctid from ${table} where app_id = $1 limit $2)) returning 1`;
  return async (rows, appId, limit) => (await rows.query(purge, [appId, limit])).length;
};

/** What an app's rows lie in, children before parents; what is left when they are gone goes with the app's own row. */
const STEPS: readonly Remove[] = [
  rowsOf('outbox_events'),
  // Deliveries after their webhooks: then nothing can come to them any more.
  rowsOf('webhooks'), (rows, _appId, limit) => purgeDeletedWebhooks(rows, limit),
  ...['idempotent_answers', 'messages', 'participants', 'conversations', 'clients', 'user_addresses', 'users', 'integrations'].map(rowsOf),
];

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
  for (const remove of STEPS) if (!(await inBatches(budget, (limit) => remove(rows, id, limit)))) return false;
  await rows.query('delete from apps where id = $1 and deleted_at is not null', [id]);
  return true;
}
