import type { CellReference } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import { appendEvent, type Sql } from '@parley/persistence';
import type { ConversationTruncated } from './conversations/conversation.js';
import { conversationSkeleton } from './conversations/conversation.mapper.js';
import { metadataOfConversation, type ConversationRow } from './conversations/conversation.row.js';
import { userSkeleton } from './users/user.mapper.js';
import { detailsOfUser, type UserRow } from './users/user.row.js';
import type { User } from './users/user.js';

/** Where everything that comes through the API comes from (openapi.yaml, schema `source`). */
export const API_SOURCE = { type: 'api' } as const;

interface Activity {
  readonly type: 'conversation:read' | 'typing:start' | 'typing:stop';
  readonly source: typeof API_SOURCE;
  readonly author: { readonly type: 'business' } | { readonly type: 'user'; readonly userId: string; readonly user: User };
}

/** The payloads by trigger (semantics §12), all with a conversation. `conversation:message` is written by the statement that posts. */
export interface ConversationEvents {
  'conversation:create': { readonly creationReason: 'none'; readonly source: typeof API_SOURCE; readonly user?: User };
  'conversation:join': { readonly user: User };
  'conversation:leave': { readonly user: User };
  'conversation:read': { readonly activity: Activity };
  'conversation:typing': { readonly activity: Activity };
}

/** A user whom an event tells of: `at` is where its payload carries him, as `userSkeleton` shows one. */
interface Quoted {
  readonly at: string;
  readonly row: UserRow;
}

/**
 * Adds an event of a conversation. The caller holds that conversation's lock, so events keep the order of the commits.
 * What is sealed of the conversation and of `users` is quoted.
 */
export function appendConversationEvent<Type extends keyof ConversationEvents>(
  tx: Sql,
  appId: AppId,
  type: Type,
  conversation: ConversationRow,
  payload: ConversationEvents[Type],
  users: readonly Quoted[] = [],
): Promise<void> {
  const skeleton: { readonly conversation: ConversationTruncated } = { conversation: conversationSkeleton(conversation), ...payload };
  return appendEvent(tx, {
    appId, type, orderKey: conversation.id, skeleton,
    references: [metadataReference(conversation), ...users.map(detailsReference)],
    cells: [conversation.sealed_metadata, ...users.map(({ row }) => row.sealed_details)],
  });
}

/** The last event of a conversation, ids only: whatever else it carried would be erased, or keep from it what is erased. The caller holds its lock. */
export const appendConversationRemove = (tx: Sql, appId: AppId, conversation: ConversationRow): Promise<void> =>
  appendIds(tx, appId, 'conversation:remove', conversation.id, { conversation: conversationSkeleton(conversation) });

/** A group loses a user who is removed altogether; ids only. The caller holds the conversation's lock. */
export const appendLeaveOfRemoved = (tx: Sql, appId: AppId, conversation: ConversationRow, user: UserRow): Promise<void> =>
  appendIds(tx, appId, 'conversation:leave', conversation.id, { conversation: conversationSkeleton(conversation), user: userSkeleton(user) });

/** The last event of a user, ids only; the caller holds his lock. */
export const appendUserRemove = (tx: Sql, appId: AppId, row: UserRow): Promise<void> => appendIds(tx, appId, 'user:remove', row.id, { user: userSkeleton(row) });

const appendIds = (tx: Sql, appId: AppId, type: string, orderKey: string, skeleton: object): Promise<void> =>
  appendEvent(tx, { appId, type, orderKey, skeleton, references: [], cells: [] });

function metadataReference({ id }: ConversationRow): CellReference {
  const { table, row, column } = metadataOfConversation(id);
  return ['conversation', `conversation:${id}`, table, row, column];
}

function detailsReference({ at, row: { id } }: Quoted): CellReference {
  const { table, row, column } = detailsOfUser(id);
  return [at, `user:${id}`, table, row, column];
}
