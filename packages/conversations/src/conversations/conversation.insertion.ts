import type { ConversationType } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import { newId, wallClock, type AppId, type Metadata } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { conversationItems } from './conversation.mapper.js';
import type { ConversationDetails, ConversationRow } from './conversation.row.js';
import { INSERT_CONVERSATION } from './conversations.queries.js';

/** A conversation that is about to be. */
export interface NewConversation {
  readonly type: ConversationType;
  readonly details: ConversationDetails;
  readonly metadata: Metadata;
  /** The user whose default conversation it becomes, unless he has one. The caller holds his lock. */
  readonly defaultOf?: string;
}

/** Adds a conversation with a key of its own, and nobody in it, to the caller's transaction. */
export async function insertConversation(tx: Sql, appId: AppId, keyring: Keyring, { type, details, metadata, defaultOf }: NewConversation): Promise<ConversationRow> {
  const id = newId();
  const items = conversationItems(id, details, { metadata });
  const [cells = []] = await keyring.create(tx, appId, [{ subject: `conversation:${id}`, items }]);
  const [row] = await tx.query<ConversationRow & Record<string, unknown>>(INSERT_CONVERSATION, [appId, id, type, ...cells, defaultOf ?? null, new Date(wallClock())]);
  if (!row) throw new Error('An insert answered no row');
  return row;
}
