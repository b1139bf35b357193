import type { Source } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { FIND_PARTICIPANT } from '../clients/clients.queries.js';
import { invalid, notAMember } from '../conversations.errors.js';
import { appendConversationEvent, type ConversationEvents } from '../conversations.events.js';
import { addMembers } from '../participants/membership.js';
import { userSkeleton } from '../users/user.mapper.js';
import type { UserRow } from '../users/user.row.js';
import { insertConversation } from './conversation.insertion.js';
import { lockConversation } from './conversation.lock.js';
import type { ConversationRow } from './conversation.row.js';

/** A conversation, locked, and a user's part in it. */
export interface Part {
  readonly conversation: ConversationRow;
  readonly participantId: string;
}

/**
 * Locks a personal conversation of a user, whose lock the caller holds. Raises conversation_not_found; bad_request for a group,
 * naming the `field`; not_found where he takes no part.
 */
export async function lockPersonal(tx: Sql, appId: AppId, userId: string, conversationId: string, field: string): Promise<Part> {
  const conversation = await lockConversation(tx, appId, conversationId);
  if (conversation.type !== 'personal') throw invalid(`${field} should be a conversation of type personal`);
  const [participant] = await tx.query<{ id: string }>(FIND_PARTICIPANT, [appId, conversationId, userId]);
  if (!participant) throw notAMember();
  return { conversation, participantId: participant.id };
}

/** Makes a user's first conversation, which is his default one; the caller holds his lock. `announceConversation` tells of it. */
export async function beginConversation(tx: Sql, keyring: Keyring, appId: AppId, { id: userId }: UserRow): Promise<Part> {
  const conversation = await insertConversation(tx, appId, keyring, { type: 'personal', details: {}, metadata: {}, defaultOf: userId });
  const [participant] = await addMembers(tx, appId, conversation.id, [{ userId, subscribed: false }]);
  if (!participant) throw new Error('An insert answered no row');
  return { conversation, participantId: participant.id };
}

/** Emits conversation:create. */
export const announceConversation = (
  tx: Sql, appId: AppId, conversation: ConversationRow, user: UserRow, { reason, source }: { readonly reason: ConversationEvents['conversation:create']['creationReason']; readonly source: Source },
): Promise<void> =>
  appendConversationEvent(tx, appId, 'conversation:create', conversation, { creationReason: reason, source, user: userSkeleton(user) }, [{ at: 'user', row: user }]);
