import { Injectable } from '@nestjs/common';
import { callerOf, recordAct } from '@parley/audit-log';
import { Keyring } from '@parley/crypto-at-rest';
import { Erasures } from '@parley/erasure';
import type { AppId, RequestContext } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { Database, WakeUp, type Sql } from '@parley/persistence';
import { userNotFound } from '../conversations.errors.js';
import { appendConversationRemove, appendLeaveOfRemoved, appendUserRemove } from '../conversations.events.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { hideUser, lockConversationsOf } from '../erasure/hiding.js';
import { holdInboxOf } from '../erasure/inbox.js';
import { addressOfPath, addressValues } from './user.address.js';
import type { UserRow } from './user.row.js';
import { FIND_USER_ID, LOCK_USER } from './users.queries.js';

/** Deletes users. */
@Injectable()
export class UserRemoval {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
    private readonly erasures: Erasures,
  ) {}

  /**
   * The user, his clients and his personal conversations go, groups lose him; what he said in groups stays without his name,
   * for it is the others' history too. Hidden at once, they are erased after PARLEY_ERASURE_DELAY. Emits conversation:remove
   * and conversation:leave for each of them, and last user:remove: "completely deleted once" that is fired (openapi.yaml,
   * DeleteUser). Raises user_not_found, legal_hold.
   */
  async remove(ctx: RequestContext, input: { readonly userIdOrExternalId: string; readonly brandId?: string }): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const address = addressOfPath(input.userIdOrExternalId, input.brandId);
      const [found] = await tx.query<{ id: string }>(FIND_USER_ID, [ctx.appId, ...(await addressValues(this.keyring, tx, ctx.appId, address))]);
      if (!found) throw userNotFound();
      await holdInboxOf(tx, ctx.appId, found.id);
      const [user] = await tx.query<UserRow & Record<string, unknown>>(LOCK_USER, [ctx.appId, ...(await addressValues(this.keyring, tx, ctx.appId, { userId: found.id }))]);
      if (!user) throw userNotFound();
      const conversations = await lockConversationsOf(tx, ctx.appId, user.id);
      const lost = conversations.filter(({ type }) => type === 'personal').map(({ id }) => id);
      await refuseIfHeld(tx, ctx.appId, [{ type: 'user', id: user.id }, ...lost.map((id) => ({ type: 'conversation' as const, id }))]);
      for (const conversation of conversations) await appendGoing(tx, ctx.appId, user, conversation);
      await appendUserRemove(tx, ctx.appId, user);
      const erasureId = await this.erasures.request(tx, {
        appId: ctx.appId, kind: 'user', targetId: user.id, by: callerOf(ctx),
        subjects: [{ subject: `user:${user.id}` }, ...lost.map((id) => ({ subject: `conversation:${id}` as const }))],
      });
      await hideUser(tx, ctx.appId, user.id, conversations.map(({ id }) => ({ id, goes: lost.includes(id) })), erasureId);
      await recordAct(tx, callerOf(ctx), { action: 'user:delete', target: { type: 'user', id: user.id }, details: { erasureId } });
    });
    this.wakeUp.signal();
  }
}

const appendGoing = (tx: Sql, appId: AppId, user: UserRow, conversation: ConversationRow): Promise<void> =>
  conversation.type === 'personal' ? appendConversationRemove(tx, appId, conversation) : appendLeaveOfRemoved(tx, appId, conversation, user);
