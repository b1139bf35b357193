import { Injectable } from '@nestjs/common';
import { isId, wallClock, type AppId, type RequestContext } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { conversationNotFound, MESSAGE_LIMIT, messageLimitReached, notAMember, userNotFound } from '../conversations.errors.js';
import { lockConversation } from '../conversations/conversation.lock.js';
import type { MessageDraft, MessageRow } from './message.draft.js';
import { postMany, postOne, type Outcome, type Posted } from './message.posting.js';
import { Turns } from './message.turns.js';

/**
 * The one way by which a message gets into a conversation: in a transaction of the caller's, or in one that it shares with
 * messages that come to the same app at the same time. What seals messages belongs behind this class.
 */
@Injectable()
export class MessageWriter {
  /** Milliseconds since 1970; a test gives its own. */
  clock = wallClock;

  private readonly turns = new Turns<AppId, MessageDraft, Posted>((appId, drafts) => postMany(this.db.app(appId), appId, drafts, this.clock()));

  constructor(private readonly db: Database) {}

  /**
   * Stores the message and its event; `within` the caller's transaction, or durably in one of its own.
   * Raises conversation_not_found, user_not_found, not_found when the user takes no part, locked at 30,000 messages.
   */
  async write({ appId }: RequestContext, draft: MessageDraft, within?: Sql): Promise<MessageRow> {
    if (!isId(draft.conversationId)) throw conversationNotFound();
    const posted = within
      ? await this.post(appId, draft, within)
      : await this.turns.take(appId, draft, () => this.post(appId, draft));
    return toRow(draft, posted);
  }

  /** What the statement refuses without a reason changed between its snapshot and its lock: then the lock comes first. */
  private async post(appId: AppId, draft: MessageDraft, within?: Sql): Promise<Posted> {
    const outcome = await postOne(within ?? this.db.app(appId), appId, draft, this.clock());
    if (isPosted(outcome)) return outcome;
    const reason = refusal(draft, outcome);
    if (reason) throw reason;
    const underLock = async (tx: Sql): Promise<Posted> => {
      await lockConversation(tx, appId, draft.conversationId);
      const settled = await postOne(tx, appId, draft, this.clock());
      if (isPosted(settled)) return settled;
      throw refusal(draft, settled) ?? new Error('A post was refused for no reason');
    };
    return within ? underLock(within) : this.db.app(appId).transaction(underLock);
  }
}

const isPosted = (outcome: Outcome): outcome is Outcome & Posted => outcome.id !== null;

/** Why it was refused; nothing when the statement's snapshot shows no reason, because somebody else changed the row meanwhile. */
function refusal({ user }: MessageDraft, outcome: Outcome): Error | undefined {
  if (outcome.messages_before === null) return conversationNotFound();
  if (user && !outcome.author_id) return userNotFound();
  if (user && !outcome.takes_part) return notAMember();
  return outcome.messages_before >= MESSAGE_LIMIT ? messageLimitReached() : undefined;
}

const toRow = ({ body }: MessageDraft, { id, received, author_id: authorId, described }: Posted): MessageRow => ({
  id, received, author_type: authorId ? 'user' : 'business', author_user_id: authorId ?? null, body: { ...body, author: described ?? body.author },
});
