import { AppError, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { lockConversation } from '../conversations/conversation.lock.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { LOCK_USERS } from '../participants/participants.queries.js';
import type { UserRow } from '../users/user.row.js';
import type { OnChannel } from './channel-messages.js';
import { USER_OF_CLIENT } from './channel-messages.queries.js';

/** Whom a message on a channel concerns; both are locked. */
export interface Concerned {
  readonly user: UserRow;
  readonly conversation: ConversationRow;
}

/** Locks the user before the conversation, as everywhere; nothing where either is gone. */
export async function lockConcerned(tx: Sql, appId: AppId, { conversationId, clientId }: Omit<OnChannel, 'messageId'>): Promise<Concerned | undefined> {
  const [owner] = await tx.query<{ user_id: string }>(USER_OF_CLIENT, [appId, clientId]);
  const [user] = owner ? await tx.query<UserRow & Record<string, unknown>>(LOCK_USERS, [appId, [owner.user_id]]) : [];
  if (!user) return undefined;
  const conversation = await lockConversation(tx, appId, conversationId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'conversation_not_found') return undefined;
    throw error;
  });
  return conversation && { user, conversation };
}
