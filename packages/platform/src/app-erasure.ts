import type { ErasureTarget } from '@parley/erasure';
import type { AppId } from '@parley/kernel';
import { seeHidden, type Database, type ScopedSql } from '@parley/persistence';
import { purgeDeletedWebhooks } from '@parley/webhooks/restoring';

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
  ...['channel_inbox', 'channel_inbox_lanes', 'channel_outbox', 'channel_outbox_lanes', 'channel_choices', 'link_requests', 'mailboxes', 'idempotent_answers', 'attachments', 'channel_messages', 'messages', 'participant_clients', 'participants', 'conversations', 'devices', 'client_addresses', 'clients', 'user_addresses', 'users', 'integrations', 'deleted_integrations'].map(rowsOf),
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
