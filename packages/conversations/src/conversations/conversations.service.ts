import { Injectable } from '@nestjs/common';
import { callerOf, recordAct } from '@parley/audit-log';
import type { ConversationUpdateBody } from '@parley/contracts';
import { Keyring, type KeyBeside } from '@parley/crypto-at-rest';
import { Erasures } from '@parley/erasure';
import { isId, mergeMetadata, type RequestContext } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { Database, keysetPage, mapPage, WakeUp, type Page, type PageRequest, type ScopedSql, type Sql } from '@parley/persistence';
import { conversationNotFound, isTheDefault, userNotFound } from '../conversations.errors.js';
import { appendConversationRemove } from '../conversations.events.js';
import { hideConversation } from '../erasure/hiding.js';
import { checkFilter } from '../participants/participant.rules.js';
import { addressValues } from '../users/user.address.js';
import { FIND_USER_ID } from '../users/users.queries.js';
import type { Conversation } from './conversation.js';
import { lockConversation } from './conversation.lock.js';
import { conversationItems, openConversation, openConversations, ownerOfConversation } from './conversation.mapper.js';
import type { ConversationRow } from './conversation.row.js';
import { FIND_CONVERSATION, FIND_CONVERSATION_AND_KEY, LIST_OF_USER, UPDATE_CONVERSATION } from './conversations.queries.js';

type Row = ConversationRow & Record<string, unknown>;

/** Conversations of an app: list, get, change, delete. `ConversationCreation` makes them. */
@Injectable()
export class ConversationsService {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
    private readonly erasures: Erasures,
  ) {}

  /** Of one user, in the order of their ids (semantics §3). Raises user_not_found, or bad_request unless exactly one filter is given. */
  async list(ctx: RequestContext, input: { readonly userId?: string; readonly userExternalId?: string; readonly page: PageRequest }): Promise<Page<Conversation>> {
    const { userId, userExternalId, page } = input;
    checkFilter({ userId, userExternalId });
    const sql = this.db.app(ctx.appId);
    const [user] = await sql.query<{ id: string }>(FIND_USER_ID, [ctx.appId, ...(await addressValues(this.keyring, sql, ctx.appId, { userId, userExternalId }))]);
    if (!user) throw userNotFound();
    const query = { select: LIST_OF_USER, values: [ctx.appId, user.id], id: 'p.conversation_id' };
    const rows = await keysetPage<Row>(sql, query, page);
    const conversations = await openConversations(this.keyring, sql, ctx.appId, rows.items);
    return mapPage(rows, ({ id }) => conversations.get(id));
  }

  /** Raises conversation_not_found. */
  async get(ctx: RequestContext, conversationId: string): Promise<Conversation> {
    const sql = this.db.app(ctx.appId);
    return openConversation(this.keyring, sql, ctx.appId, await findToOpen(this.keyring, sql, ctx, conversationId));
  }

  /** Merges metadata key by key; `null` clears. Raises conversation_not_found. */
  update(ctx: RequestContext, input: { readonly conversationId: string; readonly change: ConversationUpdateBody }): Promise<Conversation> {
    const { conversationId, change } = input;
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const now = await openConversation(this.keyring, tx, ctx.appId, await lockConversation(tx, ctx.appId, conversationId));
      const changed = (key: 'displayName' | 'description' | 'iconUrl') => (change[key] === undefined ? now[key] : change[key]) ?? undefined;
      const details = { displayName: changed('displayName'), description: changed('description'), iconUrl: changed('iconUrl') };
      const items = conversationItems(conversationId, details, { metadata: mergeMetadata(now.metadata, change.metadata, 'Conversation') });
      const cells = await this.keyring.seal(tx, ownerOfConversation(ctx.appId, conversationId), items);
      const [row] = await tx.query<Row>(UPDATE_CONVERSATION, [ctx.appId, conversationId, ...cells]);
      if (!row) throw conversationNotFound();
      return openConversation(this.keyring, tx, ctx.appId, row);
    });
  }

  /** With its messages: hidden at once, erased after PARLEY_ERASURE_DELAY. Emits conversation:remove. Raises conversation_not_found, bad_request for a default conversation, legal_hold. */
  async delete(ctx: RequestContext, conversationId: string): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const conversation = await lockConversation(tx, ctx.appId, conversationId);
      if (conversation.is_default) throw isTheDefault(conversationId);
      await refuseIfHeld(tx, ctx.appId, [{ type: 'conversation', id: conversationId }]);
      await appendConversationRemove(tx, ctx.appId, conversation);
      const erasureId = await this.erasures.request(tx, {
        appId: ctx.appId, kind: 'conversation', targetId: conversationId, subjects: [{ subject: `conversation:${conversationId}` }], by: callerOf(ctx),
      });
      await hideConversation(tx, ctx.appId, conversationId, erasureId);
      await recordAct(tx, callerOf(ctx), { action: 'conversation:delete', target: { type: 'conversation', id: conversationId }, details: { erasureId } });
    });
    this.wakeUp.signal();
  }
}

/** Raises conversation_not_found, or what the caller says, also for what has not the form of an id. */
export async function findConversation(sql: Sql, ctx: RequestContext, conversationId: string, notFound = conversationNotFound): Promise<ConversationRow> {
  const [row] = isId(conversationId) ? await sql.query<Row>(FIND_CONVERSATION, [ctx.appId, conversationId]) : [];
  if (!row) throw notFound();
  return row;
}

/** The same for whoever opens what is sealed in it: a key that is not remembered is read together with it (ADR 0074). */
export async function findToOpen(keyring: Keyring, sql: ScopedSql, ctx: RequestContext, conversationId: string, notFound = conversationNotFound): Promise<ConversationRow> {
  const take = isId(conversationId) ? keyring.comingIntoUse(ownerOfConversation(ctx.appId, conversationId)) : undefined;
  if (!take) return findConversation(sql, ctx, conversationId, notFound);
  const [row] = await sql.query<Row & KeyBeside>(FIND_CONVERSATION_AND_KEY, [ctx.appId, conversationId]);
  if (!row) throw notFound();
  await take(sql, row);
  return row;
}
