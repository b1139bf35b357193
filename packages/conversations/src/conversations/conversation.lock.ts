import { isId, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { conversationNotFound } from '../conversations.errors.js';
import type { ConversationRow } from './conversation.row.js';
import { LOCK_CONVERSATION } from './conversations.queries.js';

/**
 * Locks a conversation until the transaction ends: from here its events are in the order of the commits.
 * Raises conversation_not_found, also for what has not the form of an id.
 */
export async function lockConversation(tx: Sql, appId: AppId, conversationId: string): Promise<ConversationRow> {
  const [row] = isId(conversationId) ? await tx.query<ConversationRow & Record<string, unknown>>(LOCK_CONVERSATION, [appId, conversationId]) : [];
  if (!row) throw conversationNotFound();
  return row;
}
