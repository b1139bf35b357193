import { isHeld } from '@parley/legal-hold';
import { asAppId, type AppId } from '@parley/kernel';
import type { Database, Sql } from '@parley/persistence';
import { API_SOURCE } from '../conversations.events.js';
import type { UserRow } from '../users/user.row.js';
import { appendClientEvent } from './client.events.js';
import { LOCK_USERS_TO_LINK } from './client-links.queries.js';
import { clientColumns, type ClientRow } from './client.row.js';
import { DELETE_CLIENT } from './clients.queries.js';

type Row<Of> = Of & Record<string, unknown>;

/** Clients that are looked at together; each goes in a transaction of its own. */
const BATCH = 100;

const NEXT_INTEGRATION = {
  name: 'orphans-next-integration',
  text: 'select app_id, integration_id from deleted_integrations where (app_id, integration_id) > ($1, $2) order by app_id, integration_id limit 1',
};
/** By the first of its addresses each. Those of users who are hidden are not listed: they go with the users, or when these come back. */
const NEXT_CLIENTS = {
  name: 'orphans-next-clients',
  text: `
    select c.id, c.user_id, a.address_index as address from client_addresses a join clients c on c.app_id = a.app_id and c.id = a.client_id
    where a.app_id = $1 and a.integration_id = $2 and a.address_index > $3
      and not exists (select from client_addresses b where b.app_id = a.app_id and b.client_id = a.client_id and b.address_index < a.address_index)
    order by a.address_index limit $4`,
};
const STILL_THERE = { name: 'orphan-still-there', text: `select ${clientColumns('c')} from clients c where c.app_id = $1 and c.id = $2 and c.user_id = $3` };
const FORGET = { name: 'orphans-forget', text: 'delete from deleted_integrations where app_id = $1 and integration_id = $2' };

/**
 * Removes the clients of integrations that were deleted, each with its client:remove. Those of users whom a legal hold reaches stay,
 * hidden, and are tried again. Answers how many were removed; stops when it is told to.
 */
export async function removeOrphanedClients(db: Database, signal?: AbortSignal): Promise<number> {
  let removed = 0;
  for (let after = ['', '']; ; ) {
    const [next] = await db.system().query<{ app_id: string; integration_id: string }>(NEXT_INTEGRATION, after);
    if (!next || signal?.aborted) return removed;
    after = [next.app_id, next.integration_id];
    const done = await removeOf(db, asAppId(next.app_id), next.integration_id, signal);
    removed += done.removed;
    if (done.all) await db.system().query(FORGET, after);
  }
}

async function removeOf(db: Database, appId: AppId, integrationId: string, signal?: AbortSignal): Promise<{ removed: number; all: boolean }> {
  let [removed, kept] = [0, 0];
  for (let after: Buffer = Buffer.alloc(0); ; ) {
    const clients = await db.app(appId).query<{ id: string; user_id: string; address: Buffer }>(NEXT_CLIENTS, [appId, integrationId, after, BATCH]);
    for (const { id, user_id: userId, address } of clients) {
      if (signal?.aborted) return { removed, all: false };
      if (await db.app(appId).transaction((tx) => removeOne(tx, appId, userId, id))) removed += 1;
      else kept += 1;
      after = address;
    }
    if (clients.length < BATCH) return { removed, all: kept === 0 };
  }
}

async function removeOne(tx: Sql, appId: AppId, userId: string, clientId: string): Promise<boolean> {
  const [user] = await tx.query<Row<UserRow>>(LOCK_USERS_TO_LINK, [appId, [userId]]);
  const [client] = user ? await tx.query<Row<ClientRow>>(STILL_THERE, [appId, clientId, userId]) : [];
  if (!user || !client || (await isHeld(tx, appId, [{ type: 'user', id: userId }]))) return false;
  await tx.query(DELETE_CLIENT, [appId, clientId]);
  await appendClientEvent(tx, appId, 'client:remove', { user, client }, { reason: 'api', source: API_SOURCE });
  return true;
}
