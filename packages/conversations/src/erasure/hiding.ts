import type { AppId } from '@parley/kernel';
import { seeHidden, type Sql } from '@parley/persistence';
import { conversationColumns, type ConversationRow } from '../conversations/conversation.row.js';
import { hideInboxOf } from './inbox.js';

const HIDE_CONVERSATION = {
  name: 'conversation-hide',
  text: `
    with hidden as (update conversations set hidden_by = $3 where app_id = $1 and id = $2 and hidden_by is null)
    update participants set hidden_by = $3 where app_id = $1 and conversation_id = $2 and hidden_by is null`,
};

/** Counted, as a removal is, for posts of his that wait for the conversation. */
const HIDE_PARTICIPANT = {
  name: 'participant-hide',
  text: `
    with hidden as (
      update participants set hidden_by = $4 where app_id = $1 and conversation_id = $2 and user_id = $3 and hidden_by is null returning 1)
    update conversations set members_version = members_version + 1 where app_id = $1 and id = $2 and exists (select from hidden)`,
};

/** Nobody finds him any more, so that a new user may have his external id, and his accounts on channels, at once; no link leads to him. */
const HIDE_USER = {
  name: 'user-hide',
  text: `
    with unlisted as (delete from user_addresses where app_id = $1 and user_id = $2),
    unlinked as (delete from client_addresses where app_id = $1 and client_id in (select id from clients where app_id = $1 and user_id = $2)),
    unrequested as (delete from link_requests where app_id = $1 and user_id = $2)
    update users set hidden_by = $3, external_id_index = null where app_id = $1 and id = $2 and hidden_by is null`,
};

/** A default conversation stays the user's even when he left it. Locked in the order of their ids. */
const LOCK_CONVERSATIONS_OF = {
  name: 'user-removal-lock-conversations',
  text: `
    select ${conversationColumns('c')} from conversations c
    where c.app_id = $1 and c.hidden_by is null and c.id in (
      select conversation_id from participants where app_id = $1 and user_id = $2
      union all select id from conversations where app_id = $1 and default_of = $2)
    order by c.id for update`,
};

type Row = ConversationRow & Record<string, unknown>;

/** The conversations that a user's deletion touches, locked. The caller holds the user's lock. */
export const lockConversationsOf = (tx: Sql, appId: AppId, userId: string): Promise<Row[]> => tx.query<Row>(LOCK_CONVERSATIONS_OF, [appId, userId]);

/** Hides a conversation and who takes part in it, for an erasure. The caller holds its lock. */
export async function hideConversation(tx: Sql, appId: AppId, conversationId: string, erasureId: string): Promise<void> {
  await seeHidden(tx);
  await tx.query(HIDE_CONVERSATION, [appId, conversationId, erasureId]);
}

/**
 * Hides a user, the conversations that go with him, that he takes part in the others, and what his channels told and nobody has applied.
 * The caller holds his inbox (holdInboxOf), and the locks of all of them.
 */
export async function hideUser(
  tx: Sql, appId: AppId, userId: string, conversations: readonly { readonly id: string; readonly goes: boolean }[], erasureId: string,
): Promise<void> {
  await seeHidden(tx);
  for (const { id, goes } of conversations)
    await (goes ? tx.query(HIDE_CONVERSATION, [appId, id, erasureId]) : tx.query(HIDE_PARTICIPANT, [appId, id, userId, erasureId]));
  await hideInboxOf(tx, appId, userId, erasureId);
  await tx.query(HIDE_USER, [appId, userId, erasureId]);
}
