import { Injectable } from '@nestjs/common';
import { idPrefixAt, idSuffix, isId, newId, wallClock, type RequestContext } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { conversationNotFound, MESSAGE_LIMIT, messageLimitReached, notAMember, userNotFound } from '../conversations.errors.js';
import { addressValues } from '../users/user.address.js';
import type { MessageDraft, MessageRow } from './message.draft.js';
import { POST_AS_BUSINESS, POST_AS_USER } from './message-post.queries.js';

interface Outcome {
  readonly id: string | null;
  readonly received: Date;
  readonly author_id?: string | null;
  /** What a reader is shown of him. */
  readonly described?: MessageRow['body']['author'];
  readonly takes_part?: boolean;
  /** How many messages the conversation held, when nothing was posted; null: there is no such conversation. */
  readonly messages_before: number | null;
}

/** How often a statement is tried whose conversation changed between its snapshot and its lock. */
const TRIES = 3;

/**
 * The one way by which a message gets into a conversation. One statement a message, in a transaction of its own
 * or in the caller's. What gathers several messages into one transaction, or seals them, belongs behind this method.
 */
@Injectable()
export class MessageWriter {
  /** Milliseconds since 1970; a test gives its own. */
  clock = wallClock;

  constructor(private readonly db: Database) {}

  /**
   * Stores the message and its event. Raises conversation_not_found, user_not_found, not_found when the user takes no part,
   * locked at 30,000 messages.
   */
  async write(ctx: RequestContext, draft: MessageDraft, sql: Sql = this.db.app(ctx.appId)): Promise<MessageRow> {
    if (!isId(draft.conversationId)) throw conversationNotFound();
    for (let tries = 1; ; tries++) {
      const outcome = await this.post(ctx, draft, sql);
      if (outcome.id !== null) return toRow(draft, outcome, outcome.id);
      const reason = refusal(draft, outcome);
      if (reason) throw reason;
      if (tries === TRIES) throw messageLimitReached();
    }
  }

  private async post(ctx: RequestContext, { conversationId, user, body }: MessageDraft, sql: Sql): Promise<Outcome> {
    const now = this.clock();
    const values = [ctx.appId, conversationId, String(idPrefixAt(now)), new Date(now), idSuffix(), JSON.stringify(body), newId()];
    const [outcome] = user
      ? await sql.query<Outcome & Record<string, unknown>>(POST_AS_USER, [...values, ...addressValues(user)])
      : await sql.query<Outcome & Record<string, unknown>>(POST_AS_BUSINESS, values);
    if (!outcome) throw new Error('A statement that always answers a row answered none');
    return outcome;
  }
}

/** Why it was refused; nothing when the statement's snapshot shows no reason, because somebody else changed the row meanwhile. */
function refusal({ user }: MessageDraft, outcome: Outcome): Error | undefined {
  if (outcome.messages_before === null) return conversationNotFound();
  if (user && !outcome.author_id) return userNotFound();
  if (user && !outcome.takes_part) return notAMember();
  return outcome.messages_before >= MESSAGE_LIMIT ? messageLimitReached() : undefined;
}

const toRow = ({ body }: MessageDraft, { received, author_id: authorId, described }: Outcome, id: string): MessageRow => ({
  id, received, author_type: authorId ? 'user' : 'business', author_user_id: authorId ?? null, body: { ...body, author: described ?? body.author },
});
