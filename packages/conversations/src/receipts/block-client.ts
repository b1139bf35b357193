import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { appendClientEvent } from '../clients/client.events.js';
import type { ClientRow } from '../clients/client.row.js';
import { BLOCK_CLIENT } from './channel-messages.queries.js';
import type { Concerned } from './lock.js';

/** The person has blocked the business: client:update, unless that is known. The caller holds both locks. */
export async function blockClient(tx: Sql, appId: AppId, { user, conversation }: Concerned, clientId: string): Promise<void> {
  const [client] = await tx.query<ClientRow & Record<string, unknown>>(BLOCK_CLIENT, [appId, clientId, user.id]);
  if (client) await appendClientEvent(tx, appId, 'client:update', { user, client, conversation }, { reason: 'blocked' });
}
