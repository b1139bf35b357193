import type { AppId } from '@parley/kernel';
import { appendEvent, type Sql } from '@parley/persistence';
import type { ConversationTruncated } from './conversations/conversation.js';
import type { User } from './users/user.js';

/** Where everything that comes through the API comes from (openapi.yaml, schema `source`). */
export const API_SOURCE = { type: 'api' } as const;

interface Activity {
  readonly type: 'conversation:read' | 'typing:start' | 'typing:stop';
  readonly source: typeof API_SOURCE;
  readonly author: { readonly type: 'business' } | { readonly type: 'user'; readonly userId: string; readonly user: User };
}

/** The payloads by trigger (semantics §12). `conversation:message` is written by the statement that posts. */
export interface ConversationEvents {
  'conversation:create': { readonly conversation: ConversationTruncated; readonly creationReason: 'none'; readonly source: typeof API_SOURCE; readonly user?: User };
  'conversation:join': { readonly conversation: ConversationTruncated; readonly user: User };
  'conversation:leave': { readonly conversation: ConversationTruncated; readonly user: User };
  'conversation:remove': { readonly conversation: ConversationTruncated };
  'conversation:read': { readonly conversation: ConversationTruncated; readonly activity: Activity };
  'conversation:typing': { readonly conversation: ConversationTruncated; readonly activity: Activity };
}

/** Adds an event of a conversation. The caller holds that conversation's lock, so events keep the order of the commits. */
export function appendConversationEvent<Type extends keyof ConversationEvents>(
  tx: Sql,
  appId: AppId,
  type: Type,
  payload: ConversationEvents[Type],
): Promise<void> {
  return appendEvent(tx, { appId, type, orderKey: payload.conversation.id, payload });
}

/** The last event of a user; the caller holds his lock. */
export const appendUserRemove = (tx: Sql, appId: AppId, user: User): Promise<void> =>
  appendEvent(tx, { appId, type: 'user:remove', orderKey: user.id, payload: { user } });
