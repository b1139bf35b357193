import { Injectable } from '@nestjs/common';
import type { ConversationUpdateBody } from '@parley/contracts';
import { isId, mergeMetadata, type RequestContext } from '@parley/kernel';
import { Database, keysetPage, mapPage, WakeUp, type Page, type PageRequest, type Sql } from '@parley/persistence';
import { conversationNotFound, isTheDefault, userNotFound } from '../conversations.errors.js';
import { appendConversationEvent } from '../conversations.events.js';
import { checkFilter } from '../participants/participant.rules.js';
import { addressValues } from '../users/user.address.js';
import { FIND_USER_ID } from '../users/users.queries.js';
import type { Conversation } from './conversation.js';
import { lockConversation } from './conversation.lock.js';
import { DELETE_CONVERSATION, FIND_CONVERSATION, LIST_OF_USER, UPDATE_CONVERSATION } from './conversations.queries.js';

interface Row {
  readonly conversation: Conversation;
}

/** Conversations of an app: list, get, change, delete. `ConversationCreation` makes them. */
@Injectable()
export class ConversationsService {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
  ) {}

  /** Of one user, in the order of their ids (semantics §3). Raises user_not_found, or bad_request unless exactly one filter is given. */
  async list(ctx: RequestContext, input: { readonly userId?: string; readonly userExternalId?: string; readonly page: PageRequest }): Promise<Page<Conversation>> {
    const { userId, userExternalId, page } = input;
    checkFilter({ userId, userExternalId });
    const sql = this.db.app(ctx.appId);
    const [user] = await sql.query<{ id: string }>(FIND_USER_ID, [ctx.appId, ...addressValues({ userId, userExternalId })]);
    if (!user) throw userNotFound();
    const query = { select: LIST_OF_USER, values: [ctx.appId, user.id], id: 'p.conversation_id' };
    return mapPage(await keysetPage<Row & { id: string }>(sql, query, page), ({ conversation }) => conversation);
  }

  /** Raises conversation_not_found. */
  async get(ctx: RequestContext, conversationId: string): Promise<Conversation> {
    return findConversation(this.db.app(ctx.appId), ctx, conversationId);
  }

  /** Merges metadata key by key; `null` clears. Raises conversation_not_found. */
  update(ctx: RequestContext, input: { readonly conversationId: string; readonly change: ConversationUpdateBody }): Promise<Conversation> {
    const { conversationId, change } = input;
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const { conversation: now } = await lockConversation(tx, ctx.appId, conversationId);
      const changed = (key: 'displayName' | 'description' | 'iconUrl') => (change[key] === undefined ? now[key] : change[key]) ?? null;
      const [row] = await tx.query<Row>(UPDATE_CONVERSATION, [
        ctx.appId, conversationId, changed('displayName'), changed('description'), changed('iconUrl'),
        mergeMetadata(now.metadata, change.metadata, 'Conversation'),
      ]);
      if (!row) throw conversationNotFound();
      return row.conversation;
    });
  }

  /** With its messages. Emits conversation:remove. Raises conversation_not_found, or bad_request for a default conversation. */
  async delete(ctx: RequestContext, conversationId: string): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const { conversation, truncated } = await lockConversation(tx, ctx.appId, conversationId);
      if (conversation.isDefault) throw isTheDefault(conversationId);
      await appendConversationEvent(tx, ctx.appId, 'conversation:remove', { conversation: truncated });
      await tx.query(DELETE_CONVERSATION, [ctx.appId, conversationId]);
    });
    this.wakeUp.signal();
  }
}

/** Raises conversation_not_found, or what the caller says, also for what has not the form of an id. */
export async function findConversation(sql: Sql, ctx: RequestContext, conversationId: string, notFound = conversationNotFound): Promise<Conversation> {
  const [row] = isId(conversationId) ? await sql.query<Row>(FIND_CONVERSATION, [ctx.appId, conversationId]) : [];
  if (!row) throw notFound();
  return row.conversation;
}
