import { accountIndex, type Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { openDetails } from './client.mapper.js';
import type { ClientRow } from './client.row.js';
import { CLIENTS_OF, DELETE_CLIENT, FIND_CLIENT, LIST_ADDRESS } from './clients.queries.js';

type Row = ClientRow & Record<string, unknown>;

/**
 * Has the clients of a user who was hidden found again. One whose integration is gone, or whose account was linked to somebody
 * else meanwhile, is removed. The caller holds the user's lock.
 */
export async function listAccounts(tx: Sql, keyring: Keyring, appId: AppId, userId: string): Promise<void> {
  const clients = await tx.query<Row>(CLIENTS_OF, [appId, userId]);
  const details = await openDetails(keyring, tx, appId, clients);
  for (const { id, type, integration_id: integrationId } of clients) {
    if (integrationId === null) continue;
    const externalId = details.get(id)?.externalId;
    const [there] = await tx.query(FIND_CLIENT, [appId, userId, id]);
    const listed = there && externalId !== undefined
      ? await tx.query(LIST_ADDRESS, [appId, integrationId, await accountIndex(keyring, tx, appId, type, externalId), id]) : [];
    if (listed.length === 0) await tx.query(DELETE_CLIENT, [appId, id]);
  }
}
