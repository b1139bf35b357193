import type { InboundThread } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { externalIndex } from '../receipts/channel-messages.js';
import type { Channel } from './channel.js';
import { LOCK_CONVERSATION_NAMED } from './inbound.queries.js';

/**
 * The conversation that a person's message says it belongs to, locked: the one that it names, or that of the newest message which it
 * answers. Nothing where he takes no part in any: whose address somebody knows is not let into what others say.
 */
export async function conversationNamed(
  tx: Sql, keyring: Keyring, appId: AppId, { integrationId }: Channel, userId: string, { conversationId, answers }: InboundThread,
): Promise<ConversationRow | undefined> {
  if (conversationId === undefined && answers.length === 0) return undefined;
  const indexes = await Promise.all(answers.map((id) => externalIndex(keyring, tx, appId, integrationId, id)));
  const [named] = await tx.query<ConversationRow & Record<string, unknown>>(LOCK_CONVERSATION_NAMED, [appId, userId, conversationId ?? null, integrationId, indexes]);
  return named;
}
