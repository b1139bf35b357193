import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { ownerOfConversation } from '../conversations/conversation.mapper.js';
import type { ChannelIntegration } from '../inbound/channel.js';
import type { Heard } from '../messages/message.heard.js';
import { channelOfMessage, suffixOf } from '../messages/message.seal.js';
import { openExternalIds, type OnChannel, type Part } from '../receipts/channel-messages.js';
import { LAST_HEARD } from './outbound.queries.js';

/** What a person said last on a channel, as what is answered to it names it. */
export interface OutgoingThread extends NonNullable<Heard['thread']> {
  /** The channel's id of it. */
  readonly externalId: string;
}

type Found = Part & { readonly id: string; readonly sealed_channel: Buffer | null };

/** What a client said last in a conversation; nothing where he has not said a word there. Raises CryptoFault. */
export async function lastHeard(sql: Sql, keyring: Keyring, appId: AppId, channel: ChannelIntegration, { conversationId, clientId }: Omit<OnChannel, 'messageId'>): Promise<OutgoingThread | undefined> {
  const [found] = await sql.query<Found>(LAST_HEARD, [appId, conversationId, clientId, channel.integrationId]);
  if (!found) return undefined;
  const [externalId = ''] = await openExternalIds(sql, keyring, appId, channel, conversationId, [found]);
  const place = channelOfMessage(conversationId, suffixOf(found.id));
  const heard = found.sealed_channel && ((await keyring.openOne(sql, { ...ownerOfConversation(appId, conversationId), place, cell: found.sealed_channel })) as Heard);
  return { answers: [], ...heard?.thread, externalId };
}
