import type { InboundPostback, InboundReferral, Source } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { clientSkeleton, quotedClient } from '../clients/client.mapper.js';
import { appendConversationEvent, type QuotedCell } from '../conversations.events.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { sealedFields } from '../sealed-fields.js';
import { userSkeleton } from '../users/user.mapper.js';
import { sourceOf, type ChannelIntegration } from './channel.js';
import type { Known } from './known.js';

/** A user pressed a button. What it says is a customer's matter: sealed under the conversation's key. */
export async function appendPostback(
  tx: Sql, keyring: Keyring, appId: AppId, conversation: ConversationRow, known: Known, { channel, event }: { readonly channel: ChannelIntegration; readonly event: InboundPostback },
): Promise<void> {
  const { payload, metadata, externalId, at } = event;
  const told = await sealedFields(tx, keyring, appId, conversation.id, { postback: { payload, ...(metadata && { metadata }) }, source: { originalMessageId: externalId } });
  await append(tx, appId, 'conversation:postback', conversation, known, sourceOf(channel, at), told);
}

/** A user came by a link or an advertisement. */
export async function appendReferral(
  tx: Sql, keyring: Keyring, appId: AppId, conversation: ConversationRow, known: Known,
  { channel, at, referral }: { readonly channel: ChannelIntegration; readonly at: number; readonly referral: InboundReferral },
): Promise<void> {
  await append(tx, appId, 'conversation:referral', conversation, known, sourceOf(channel, at), await sealedFields(tx, keyring, appId, conversation.id, { referral }));
}

const append = (
  tx: Sql, appId: AppId, type: 'conversation:postback' | 'conversation:referral', conversation: ConversationRow, { user, client }: Known, source: Source, told: QuotedCell,
): Promise<void> =>
  appendConversationEvent(tx, appId, type, conversation, { user: userSkeleton(user), source: { ...source, client: clientSkeleton(client) } },
    [{ at: 'user', row: user }], [quotedClient('source.client', client), told]);
