import { Injectable } from '@nestjs/common';
import type { ActivityPost } from '@parley/contracts';
import { isId, wallClock, type RequestContext } from '@parley/kernel';
import { Database, WakeUp } from '@parley/persistence';
import { conversationNotFound, notAMember, userNotFound } from '../conversations.errors.js';
import { API_SOURCE, appendConversationEvent } from '../conversations.events.js';
import { lockConversation } from '../conversations/conversation.lock.js';
import { authorAddress } from '../messages/message.author.js';
import { addressValues, type UserAddress } from '../users/user.address.js';
import type { User } from '../users/user.js';
import { FIND_AUTHOR, READ_AS_BUSINESS, READ_AS_USER } from './activities.queries.js';

/** What happens in a conversation without being said. */
@Injectable()
export class ActivitiesService {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Emits conversation:read when a user has read, conversation:typing when the business types (semantics §8).
   * Raises conversation_not_found, user_not_found, not_found when the user takes no part.
   */
  async post(ctx: RequestContext, input: { readonly conversationId: string; readonly activity: ActivityPost }): Promise<void> {
    const { conversationId, activity } = input;
    const user = authorAddress(activity.author);
    if (!isId(conversationId)) throw conversationNotFound();
    if (user) await this.readByUser(ctx, conversationId, user);
    else if (activity.type === 'conversation:read') await this.readByBusiness(ctx, conversationId);
    else await this.type(ctx, conversationId, activity.type);
  }

  private async readByBusiness(ctx: RequestContext, conversationId: string): Promise<void> {
    const updated = await this.db.app(ctx.appId).query(READ_AS_BUSINESS, [ctx.appId, conversationId, new Date(wallClock())]);
    if (updated.length === 0) throw conversationNotFound();
  }

  private async readByUser(ctx: RequestContext, conversationId: string, address: UserAddress): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const { truncated } = await lockConversation(tx, ctx.appId, conversationId);
      const [author] = await tx.query<{ user: User; takes_part: boolean }>(FIND_AUTHOR, [ctx.appId, ...addressValues(address), conversationId]);
      if (!author) throw userNotFound();
      if (!author.takes_part) throw notAMember();
      const { user } = author;
      await tx.query(READ_AS_USER, [ctx.appId, conversationId, user.id, new Date(wallClock())]);
      await appendConversationEvent(tx, ctx.appId, 'conversation:read', {
        conversation: truncated, activity: { type: 'conversation:read', source: API_SOURCE, author: { type: 'user', userId: user.id, user } },
      });
    });
    this.wakeUp.signal();
  }

  private async type(ctx: RequestContext, conversationId: string, type: 'typing:start' | 'typing:stop'): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const { truncated } = await lockConversation(tx, ctx.appId, conversationId);
      await appendConversationEvent(tx, ctx.appId, 'conversation:typing', {
        conversation: truncated, activity: { type, source: API_SOURCE, author: { type: 'business' } },
      });
    });
    this.wakeUp.signal();
  }
}
