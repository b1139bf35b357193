import { Injectable } from '@nestjs/common';
import type { AppId, RequestContext } from '@parley/kernel';
import { Database, WakeUp, type Sql } from '@parley/persistence';
import { userNotFound } from '../conversations.errors.js';
import { appendConversationEvent, appendUserRemove } from '../conversations.events.js';
import type { ConversationTruncated } from '../conversations/conversation.js';
import { DELETE_CONVERSATION } from '../conversations/conversations.queries.js';
import { REMOVE_PARTICIPANT } from '../participants/participants.queries.js';
import { LOCK_CONVERSATIONS_OF } from './user-removal.queries.js';
import { addressOfPath, addressValues } from './user.address.js';
import type { User } from './user.js';
import { DELETE_USER, LOCK_USER } from './users.queries.js';

/** Deletes users. */
@Injectable()
export class UserRemoval {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * The user, his clients and his personal conversations go, groups lose him; what he said in groups stays, for it is
   * the others' history too. Emits conversation:remove and conversation:leave for each of them, and last user:remove:
   * "completely deleted once" that is fired (openapi.yaml, DeleteUser). Raises user_not_found.
   */
  async remove(ctx: RequestContext, input: { readonly userIdOrExternalId: string; readonly brandId?: string }): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const values = [ctx.appId, ...addressValues(addressOfPath(input.userIdOrExternalId, input.brandId))];
      const [found] = await tx.query<{ user: User }>(LOCK_USER, values);
      if (!found) throw userNotFound();
      const conversations = await tx.query<{ truncated: ConversationTruncated }>(LOCK_CONVERSATIONS_OF, [ctx.appId, found.user.id]);
      for (const { truncated } of conversations) await takeOut(tx, ctx.appId, found.user, truncated);
      await appendUserRemove(tx, ctx.appId, found.user);
      await tx.query(DELETE_USER, [ctx.appId, found.user.id]);
    });
    this.wakeUp.signal();
  }
}

async function takeOut(tx: Sql, appId: AppId, user: User, conversation: ConversationTruncated): Promise<void> {
  if (conversation.type === 'personal') {
    await appendConversationEvent(tx, appId, 'conversation:remove', { conversation });
    await tx.query(DELETE_CONVERSATION, [appId, conversation.id]);
  } else {
    await appendConversationEvent(tx, appId, 'conversation:leave', { conversation, user });
    await tx.query(REMOVE_PARTICIPANT, [appId, conversation.id, null, user.id]);
  }
}
