import { asAppId, type AppId } from '@parley/kernel';
import { isHeld } from '@parley/legal-hold';
import type { Database, ScopedSql } from '@parley/persistence';
import { purgeDeletedWebhooks } from '@parley/webhooks';
import { inBatches, type Budget } from './in-batches.js';

type Remove = (rows: ScopedSql, appId: AppId, limit: number) => Promise<number>;

/** Thrown out of a batch when a hold has been placed since the one before. */
class Held extends Error {}

/** The name is a constant of this file. */
const rowsOf = (table: string): Remove => {
  const purge = `delete from ${table} where ctid = any(array(select ctid from ${table} where app_id = $1 limit $2)) returning 1`;
  return (rows, appId, limit) => rows.transaction(async (tx) => {
    if (await isHeld(tx, appId, [{ type: 'app' }])) throw new Held();
    return (await tx.query(purge, [appId, limit])).length;
  });
};

/** What an app's rows lie in, children before parents; what is left when they are gone goes with the app's own row. */
const STEPS: readonly Remove[] = [
  rowsOf('outbox_events'),
  // Deliveries after their webhooks: then nothing can come to them any more.
  rowsOf('webhooks'), (rows, _appId, limit) => purgeDeletedWebhooks(rows, limit),
  ...['idempotent_answers', 'messages', 'participants', 'conversations', 'clients', 'user_addresses', 'users', 'integrations'].map(rowsOf),
];

/** Nothing of an app is removed while anything of it is held. */
const DELETED = `
  select id from apps where deleted_at is not null and not exists (select from legal_holds h where h.app_id = apps.id and h.lifted_at is null)
  order by deleted_at limit $1`;

/** Apps that have been deleted, still have rows and are under no legal hold. */
export async function deletedApps(db: Database, limit: number): Promise<string[]> {
  const rows = await db.system().query<{ id: string }>(DELETED, [limit]);
  return rows.map(({ id }) => id);
}

/**
 * Removes the rows of a deleted app, in short transactions, and answers whether there is no more to do: nothing is left, or
 * what is left is under a legal hold. May be stopped and repeated at any point.
 */
export async function removeApp(db: Database, id: string, budget: Budget): Promise<boolean> {
  const [app] = await db.system().query('select id from apps where id = $1 and deleted_at is not null', [id]);
  if (!app) return true;
  const appId = asAppId(id);
  const rows = db.app(appId);
  try {
    for (const remove of STEPS) if (!(await inBatches(budget, (limit) => remove(rows, appId, limit)))) return false;
    await rows.transaction(async (tx) => {
      // As it will be deleted: who shares it first and then wants it whole may wait in a circle.
      await tx.query('select from apps where id = $1 for update', [id]);
      if (await isHeld(tx, appId, [{ type: 'app' }])) throw new Held();
      await tx.query('delete from apps where id = $1 and deleted_at is not null', [id]);
    });
  } catch (error) {
    if (!(error instanceof Held)) throw error;
  }
  return true;
}
