import { Injectable } from '@nestjs/common';
import type { Message } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { isId, Turns, wallClock, type AppId, type RequestContext } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { conversationNotFound, MESSAGE_LIMIT, messageLimitReached, notAMember, userNotFound } from '../conversations.errors.js';
import { lockConversation } from '../conversations/conversation.lock.js';
import { ownerOfConversation } from '../conversations/conversation.mapper.js';
import { owner } from '../users/user.mapper.js';
import type { MessageDraft, SealedDraft } from './message.draft.js';
import { openPosted } from './message.mapper.js';
import { postMany, postOne, type Outcome, type Posted } from './message.posting.js';
import { sealDraft } from './message.seal.js';

/**
 * The one way by which a message gets into a conversation: in a transaction of the caller's, or in one that it shares with
 * messages that come to the same app at the same time. Behind it nothing that a person wrote is in clear.
 */
@Injectable()
export class MessageWriter {
  /** Milliseconds since 1970; a test gives its own. */
  clock = wallClock;

  private readonly turns = new Turns<AppId, MessageDraft, Posted>((appId, drafts) => this.together(appId, drafts));

  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
  ) {}

  /**
   * Stores the message and its event; `within` the caller's transaction, or durably in one of its own.
   * Raises conversation_not_found, user_not_found, not_found when the user takes no part, locked at 30,000 messages.
   */
  async write({ appId }: Pick<RequestContext, 'appId'>, draft: MessageDraft, within?: Sql): Promise<Message> {
    if (!isId(draft.conversationId)) throw conversationNotFound();
    const sql = within ?? this.db.app(appId);
    const alone = async (): Promise<Posted> => {
      await this.prepare(sql, appId, [draft]);
      return this.post(appId, await sealDraft(this.keyring, sql, appId, draft), within);
    };
    const posted = await (within ? alone() : this.turns.take(appId, draft, alone));
    return openPosted(this.keyring, sql, appId, posted, draft.body);
  }

  /** Has the keys read that are not remembered, all at once: also those of the authors, by which the answers show their names. */
  private prepare(sql: Sql, appId: AppId, drafts: readonly MessageDraft[]): Promise<void> {
    const authors = drafts.flatMap(({ user, body }) => (user?.userId !== undefined && isId(user.userId) && body.author.displayName === undefined ? [owner(appId, user.userId)] : []));
    return this.keyring.prepare(sql, drafts.map(({ conversationId }) => ownerOfConversation(appId, conversationId)), authors);
  }

  /** What cannot be sealed goes alone, and is refused there. */
  private async together(appId: AppId, drafts: readonly MessageDraft[]): Promise<(Posted | undefined)[]> {
    const sql = this.db.app(appId);
    await this.prepare(sql, appId, drafts);
    const sealed = await Promise.all(drafts.map((draft) => sealDraft(this.keyring, sql, appId, draft).catch(() => undefined)));
    const ready = sealed.filter((draft) => draft !== undefined);
    const posted = ready.length > 0 ? await postMany(sql, appId, ready, this.clock()) : [];
    const results = new Map(ready.map((draft, index) => [draft, posted[index]]));
    return sealed.map((draft) => draft && results.get(draft));
  }

  /** What the statement refuses without a reason changed between its snapshot and its lock: then the lock comes first. */
  private async post(appId: AppId, draft: SealedDraft, within?: Sql): Promise<Posted> {
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
function refusal({ address: user }: SealedDraft, outcome: Outcome): Error | undefined {
  if (outcome.messages_before === null) return conversationNotFound();
  if (user && !outcome.author_id) return userNotFound();
  if (user && !outcome.takes_part) return notAMember();
  return outcome.messages_before >= MESSAGE_LIMIT ? messageLimitReached() : undefined;
}
