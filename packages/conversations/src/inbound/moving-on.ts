import type { InboundMove } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { accountIndexes, findByNames } from '../clients/client.address.js';
import { appendClientEvent } from '../clients/client.events.js';
import { LOCK_CONVERSATION_OF_CLIENT } from '../clients/clients.queries.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import type { ChannelIntegration } from './channel.js';
import { lockKnown } from './people.js';
import { detailsOf, keepTold } from './told-details.js';

/**
 * A person's client goes by other names from now on, and by the old ones no more, which may come to somebody else (client:update,
 * matched). Nothing where the old ones are unknown, or where another client has a new one already: they are two people here, whom the
 * business can merge. Raises AccountTaken.
 */
export async function moveOn(tx: Sql, keyring: Keyring, appId: AppId, channel: ChannelIntegration, { person, to, at }: InboundMove): Promise<void> {
  const found = await lockKnown(tx, appId, channel, await accountIndexes(keyring, tx, appId, channel.type, person), { at });
  if (!found || found === 'nobody') return;
  const other = await findByNames(tx, appId, channel.integrationId, await accountIndexes(keyring, tx, appId, channel.type, to));
  if (other && other.id !== found.client.id) return;
  const { user, client } = await keepTold(tx, keyring, appId, channel, found, detailsOf(to), person.userId);
  const [conversation] = await tx.query<ConversationRow & Record<string, unknown>>(LOCK_CONVERSATION_OF_CLIENT, [appId, client.id]);
  await appendClientEvent(tx, appId, 'client:update', { user, client, ...(conversation && { conversation }) }, { reason: 'matched' });
}
