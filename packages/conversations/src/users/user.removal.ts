import { Injectable } from '@nestjs/common';
import { callerOf, recordAct } from '@parley/audit-log';
import { Keyring } from '@parley/crypto-at-rest';
import type { AppId, RequestContext } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { Database, WakeUp, type Sql } from '@parley/persistence';
import { userNotFound } from '../conversations.errors.js';
import { appendConversationEvent, appendUserRemove } from '../conversations.events.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { DELETE_CONVERSATION } from '../conversations/conversations.queries.js';
import { REMOVE_PARTICIPANT } from '../participants/participants.queries.js';
import { addressOfPath, addressValues } from './user.address.js';
import { userSkeleton } from './user.mapper.js';
import type { UserRow } from './user.row.js';
import { DELETE_USER, LOCK_CONVERSATIONS_OF, LOCK_USER } from './users.queries.js';

/** Deletes users. */
@Injectable()
export class UserRemoval {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
  ) {}

  /**
   * The user, his clients and his personal conversations go, groups lose him; what he said in groups stays, for it is
   * the others' history too. Emits conversation:remove and conversation:leave for each of them, and last user:remove:
   * "completely deleted once" that is fired (openapi.yaml, DeleteUser). Raises user_not_found, legal_hold.
   */
  async remove(ctx: RequestContext, input: { readonly userIdOrExternalId: string; readonly brandId?: string }): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const address = addressOfPath(input.userIdOrExternalId, input.brandId);
      const [user] = await tx.query<UserRow & Record<string, unknown>>(LOCK_USER, [ctx.appId, ...(await addressValues(this.keyring, tx, ctx.appId, address))]);
      if (!user) throw userNotFound();
      const conversations = await tx.query<ConversationRow & Record<string, unknown>>(LOCK_CONVERSATIONS_OF, [ctx.appId, user.id]);
      const lost = conversations.filter(({ type }) => type === 'personal').map(({ id }) => ({ type: 'conversation' as const, id }));
      await refuseIfHeld(tx, ctx.appId, [{ type: 'user', id: user.id }, ...lost]);
      for (const conversation of conversations) await takeOut(tx, ctx.appId, user, conversation);
      await appendUserRemove(tx, ctx.appId, user);
      await tx.query(DELETE_USER, [ctx.appId, user.id]);
      await recordAct(tx, callerOf(ctx), { action: 'user:delete', target: { type: 'user', id: user.id } });
    });
    this.wakeUp.signal();
  }
}

async function takeOut(tx: Sql, appId: AppId, user: UserRow, conversation: ConversationRow): Promise<void> {
  if (conversation.type === 'personal') {
    await appendConversationEvent(tx, appId, 'conversation:remove', conversation, {});
    await tx.query(DELETE_CONVERSATION, [appId, conversation.id]);
  } else {
    await appendConversationEvent(tx, appId, 'conversation:leave', conversation, { user: userSkeleton(user) }, [{ at: 'user', row: user }]);
    await tx.query(REMOVE_PARTICIPANT, [appId, conversation.id, null, user.id]);
  }
}
