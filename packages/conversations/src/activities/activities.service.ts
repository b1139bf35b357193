import { Injectable } from '@nestjs/common';
import type { ActivityPost } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { isId, wallClock, type RequestContext } from '@parley/kernel';
import { Database, WakeUp } from '@parley/persistence';
import { conversationNotFound, notAMember, userNotFound } from '../conversations.errors.js';
import { API_SOURCE, appendConversationEvent } from '../conversations.events.js';
import { lockConversation } from '../conversations/conversation.lock.js';
import { authorAddress } from '../messages/message.author.js';
import { addressValues, type UserAddress } from '../users/user.address.js';
import { userSkeleton } from '../users/user.mapper.js';
import type { UserRow } from '../users/user.row.js';
import { FIND_AUTHOR, READ_AS_BUSINESS, READ_AS_USER } from './activities.queries.js';

/** What happens in a conversation without being said. */
@Injectable()
export class ActivitiesService {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
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
      const conversation = await lockConversation(tx, ctx.appId, conversationId);
      const values = [ctx.appId, ...(await addressValues(this.keyring, tx, ctx.appId, address)), conversationId];
      const [user] = await tx.query<UserRow & { takes_part: boolean } & Record<string, unknown>>(FIND_AUTHOR, values);
      if (!user) throw userNotFound();
      if (!user.takes_part) throw notAMember();
      await tx.query(READ_AS_USER, [ctx.appId, conversationId, user.id, new Date(wallClock())]);
      const author = { type: 'user' as const, userId: user.id, user: userSkeleton(user) };
      await appendConversationEvent(tx, ctx.appId, 'conversation:read', conversation,
        { activity: { type: 'conversation:read', source: API_SOURCE, author } }, [{ at: 'activity.author.user', row: user }]);
    });
    this.wakeUp.signal();
  }

  private async type(ctx: RequestContext, conversationId: string, type: 'typing:start' | 'typing:stop'): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const conversation = await lockConversation(tx, ctx.appId, conversationId);
      await appendConversationEvent(tx, ctx.appId, 'conversation:typing', conversation, { activity: { type, source: API_SOURCE, author: { type: 'business' } } });
    });
    this.wakeUp.signal();
  }
}
