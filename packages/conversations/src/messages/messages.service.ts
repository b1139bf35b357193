import { Injectable } from '@nestjs/common';
import { MessageAttachments } from '@parley/attachments';
import { callerOf, recordAct } from '@parley/audit-log';
import type { Message, MessagePost } from '@parley/contracts';
import { CryptoFault, Keyring, type Subject } from '@parley/crypto-at-rest';
import { isId, type RequestContext } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { Database, idempotently, keysetPage, mapPage, WakeUp, type Page, type PageRequest, type Sql } from '@parley/persistence';
import { conversationNotFound, messageNotFound, nothingToList } from '../conversations.errors.js';
import { lockConversation } from '../conversations/conversation.lock.js';
import { findToOpen } from '../conversations/conversations.service.js';
import { sealedAnswers } from '../sealed-answers.js';
import { draftMessage } from './message.composition.js';
import { checkDestination } from './message.destination.js';
import type { MessageDraft, MessageRow } from './message.draft.js';
import { openMessages } from './message.mapper.js';
import { maskCards } from './message.masking.js';
import { withQuotes } from './message.quotes.js';
import { MessageWriter } from './message.writer.js';
import { DELETE_ALL_MESSAGES, DELETE_MESSAGE, LIST_MESSAGES } from './messages.queries.js';

/** openapi.yaml, ListMessages: "The page size limit is fixed at 100 messages per page." */
const PAGE_SIZE = 100;

/** Messages of a conversation. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly db: Database,
    private readonly writer: MessageWriter,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
    private readonly attachments: MessageAttachments,
  ) {}

  /**
   * Answers a list, because one post may become several messages (semantics §7). Masks card numbers if the app wants that. Emits conversation:message.
   * Raises conversation_not_found, user_not_found, not_found when the user takes no part, integration_not_found, bad_request,
   * and locked at 30,000 messages.
   */
  async post(ctx: RequestContext, input: { readonly conversationId: string; readonly message: MessagePost }): Promise<Message[]> {
    const { conversationId, message } = input;
    const sql = this.db.app(ctx.appId);
    if (!isId(conversationId)) throw conversationNotFound();
    const draft = await maskCards(sql, ctx.appId, draftMessage(conversationId, message));
    const write = async (within?: Sql): Promise<Message[]> => {
      if (message.destination) await checkDestination(within ?? sql, ctx.appId, conversationId, message.destination);
      return [await this.write(ctx, draft, within)];
    };
    const posted = await (ctx.idempotency ? idempotently(sql, ctx, write, sealedAnswers<Message[]>(this.keyring, ctx, subjectsOf(conversationId))) : write());
    this.wakeUp.signal();
    // After the answer is kept: what a repeated request is answered must have URLs that hold.
    return Promise.all(posted.map((one) => this.attachments.show(sql, ctx.appId, one)));
  }

  /** The last 100 unless a cursor says otherwise, in ascending order. Raises not_found when there is no such conversation. */
  async list(ctx: RequestContext, input: { readonly conversationId: string; readonly page: PageRequest }): Promise<Page<Message>> {
    const { conversationId, page } = input;
    const sql = this.db.app(ctx.appId);
    await findToOpen(this.keyring, sql, ctx, conversationId, nothingToList);
    const query = { select: LIST_MESSAGES, values: [ctx.appId, conversationId], id: 'm.id', fromEnd: true };
    const rows = await keysetPage<MessageRow & Record<string, unknown>>(sql, query, { ...page, size: PAGE_SIZE });
    const messages = await withQuotes(this.keyring, sql, ctx.appId, conversationId, await openMessages(this.keyring, sql, ctx.appId, conversationId, rows.items));
    const shown = await Promise.all(messages.map(async (message) => (message instanceof CryptoFault ? message : this.attachments.show(sql, ctx.appId, message))));
    return mapPage({ ...rows, items: shown }, (message) => (message instanceof CryptoFault ? undefined : message));
  }

  /** Leaves no placeholder; who had not read it has one less to read. Raises conversation_not_found, not_found, legal_hold. */
  async delete(ctx: RequestContext, input: { readonly conversationId: string; readonly messageId: string }): Promise<void> {
    const { conversationId, messageId } = input;
    await this.db.app(ctx.appId).transaction(async (tx) => {
      await lockConversation(tx, ctx.appId, conversationId);
      await refuseIfHeld(tx, ctx.appId, [{ type: 'conversation', id: conversationId }]);
      const deleted = isId(messageId) ? await tx.query(DELETE_MESSAGE, [ctx.appId, conversationId, messageId]) : [];
      if (deleted.length === 0) throw messageNotFound();
      await recordAct(tx, callerOf(ctx), { action: 'message:delete', target: { type: 'message', id: messageId }, details: { conversationId } });
    });
  }

  /** Keeps the conversation, which may hold 30,000 again. Raises conversation_not_found, legal_hold. */
  async deleteAll(ctx: RequestContext, conversationId: string): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      await lockConversation(tx, ctx.appId, conversationId);
      await refuseIfHeld(tx, ctx.appId, [{ type: 'conversation', id: conversationId }]);
      await tx.query(DELETE_ALL_MESSAGES, [ctx.appId, [conversationId]]);
      await recordAct(tx, callerOf(ctx), { action: 'conversation:deleteMessages', target: { type: 'conversation', id: conversationId } });
    });
  }

  /** A message that shows attachments takes a transaction, so that they are tied to it or it is not there; any other, one statement. */
  private async write(ctx: RequestContext, draft: MessageDraft, within?: Sql): Promise<Message> {
    const { conversationId, body, user } = draft;
    if (!this.attachments.isUsedBy(ctx.appId, body.content)) return this.writer.write(ctx, draft, within);
    const inOne = async (tx: Sql): Promise<Message> => {
      await lockConversation(tx, ctx.appId, conversationId);
      const { content, ids } = await this.attachments.claim(tx, ctx.appId, conversationId, body.content);
      const message = await this.writer.write(ctx, { ...draft, body: { ...body, content } }, tx);
      await this.attachments.tie(tx, ctx.appId, ids, { conversationId, messageId: message.id ?? '', ...(user && { userId: message.author?.userId }) });
      return message;
    };
    return within ? inOne(within) : this.db.app(ctx.appId).transaction(inOne);
  }
}

/** Whom an answer tells of: the conversation, and who speaks in it. */
const subjectsOf = (conversationId: string) => (messages: readonly Message[]): Subject[] =>
  [`conversation:${conversationId}`, ...new Set(messages.flatMap(({ author: { userId } = {} }) => (userId ? [`user:${userId}` as const] : [])))];
