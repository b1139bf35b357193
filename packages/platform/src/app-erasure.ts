import { operatorOn } from '@parley/audit-log';
import { Erasures, type ErasureTarget } from '@parley/erasure';
import { asAccountId, asAppId, type AppId } from '@parley/kernel';
import { seeHidden, type Database, type ScopedSql } from '@parley/persistence';
import { purgeDeletedWebhooks } from '@parley/webhooks';

type Remove = (rows: ScopedSql, appId: AppId, limit: number) => Promise<number>;

/** Also those that wait for an erasure of their own. The name is a constant of this file. */
const rowsOf = (table: string): Remove => {
  const purge = `delete from ${table} where ctid = any(array(select ctid from ${table} where app_id = $1 limit $2)) returning 1`;
  return (rows, appId, limit) => rows.transaction(async (tx) => {
    await seeHidden(tx);
    return (await tx.query(purge, [appId, limit])).length;
  });
};

/** What an app's rows lie in, children before parents; what is left when they are gone goes with the app's own row. */
const STEPS: readonly Remove[] = [
  rowsOf('outbox_events'),
  // Deliveries after their webhooks: then nothing can come to them any more.
  rowsOf('webhooks'), (rows, _appId, limit) => purgeDeletedWebhooks(rows, limit),
  ...['channel_inbox', 'channel_inbox_lanes', 'channel_outbox', 'channel_outbox_lanes', 'channel_choices', 'mailboxes', 'idempotent_answers', 'attachments', 'channel_messages', 'messages', 'participant_clients', 'participants', 'conversations', 'devices', 'client_addresses', 'clients', 'user_addresses', 'users', 'integrations', 'deleted_integrations'].map(rowsOf),
];

const APP = 'delete from apps where id = $1 and deleted_at is not null returning 1';

/** How a deleted app is erased: nobody has found it since. */
export const APP_ERASURE: ErasureTarget = {
  kind: 'app',

  purge: async (db, { appId }, limit) => {
    if (!(await isDeleted(db, appId))) return 0;
    const rows = db.app(appId);
    let removed = 0;
    for (const remove of STEPS) {
      removed += await remove(rows, appId, limit - removed);
      if (removed >= limit) return removed;
    }
    return removed + (await rows.query(APP, [appId])).length;
  },

  reveal: async (tx, { appId }) => {
    await tx.query('update apps set deleted_at = null where id = $1', [appId]);
  },

  hideAgain: async (tx, { appId }) => {
    await tx.query('update apps set deleted_at = now() where id = $1 and deleted_at is null', [appId]);
  },
};

const isDeleted = async (db: Database, appId: AppId): Promise<boolean> =>
  (await db.app(appId).query('select from apps where id = $1 and deleted_at is not null', [appId])).length > 0;

const WITHOUT_ERASURE = `
  select a.id, a.account_id from apps a
  where a.deleted_at is not null and not exists (select from erasures e where e.app_id = a.id and e.kind = 'app' and e.state <> 'cancelled')
  order by a.deleted_at limit $1`;

/** These apps have waited since they were deleted. */
const AT_ONCE = new Erasures({ erasureDelaySeconds: 0, appErasureDelaySeconds: 0 });

/** Asks for the erasure of at most `limit` apps that the version before deleted: it removed their rows and asked for none. Answers how many. */
export async function eraseDeletedApps(db: Database, limit: number): Promise<number> {
  const apps = await db.system().query<{ id: string; account_id: string }>(WITHOUT_ERASURE, [limit]);
  for (const { id, account_id: accountId } of apps)
    await AT_ONCE.request(db.system(), { appId: asAppId(id), kind: 'app', targetId: id, subjects: [], by: operatorOn(asAccountId(accountId)) });
  return apps.length;
}
