import { Injectable } from '@nestjs/common';
import type { ParticipantJoinBody, ParticipantLeaveBody } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import type { RequestContext } from '@parley/kernel';
import { keepReach } from '@parley/legal-hold';
import { Database, keysetPage, WakeUp, type Page, type PageRequest, type Sql } from '@parley/persistence';
import { alreadyAMember, invalid, notAMember, PARTICIPANT_LIMIT, tooManyParticipants, userNotFound } from '../conversations.errors.js';
import { appendConversationEvent } from '../conversations.events.js';
import { lockConversation } from '../conversations/conversation.lock.js';
import { findConversation } from '../conversations/conversations.service.js';
import { addressValues } from '../users/user.address.js';
import { userSkeleton } from '../users/user.mapper.js';
import type { UserRow } from '../users/user.row.js';
import { FIND_USER_ID } from '../users/users.queries.js';
import { addMembers, checkMayTakePart } from './membership.js';
import type { Participant } from './participant.js';
import { openParticipants, type ParticipantRow } from './participant.mapper.js';
import { COUNT_PARTICIPANTS, LIST_PARTICIPANTS, LOCK_NEW_USER, REMOVE_PARTICIPANT } from './participants.queries.js';

type Row = UserRow & Record<string, unknown>;

/** Who takes part in a conversation. */
@Injectable()
export class ParticipantsService {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
  ) {}

  /** In the order of their ids. Raises conversation_not_found. */
  async list(ctx: RequestContext, input: { readonly conversationId: string; readonly page: PageRequest }): Promise<Page<Participant>> {
    const sql = this.db.app(ctx.appId);
    await findConversation(sql, ctx, input.conversationId);
    const query = { select: LIST_PARTICIPANTS, values: [ctx.appId, input.conversationId], id: 'p.id' };
    const rows = await keysetPage<ParticipantRow & Record<string, unknown>>(sql, query, input.page);
    return { ...rows, items: await openParticipants(this.keyring, sql, ctx.appId, rows.items) };
  }

  /**
   * Groups only. Emits conversation:join.
   * Raises conversation_not_found, user_not_found, bad_request when the group is full or the user is in it already.
   */
  async join(ctx: RequestContext, input: { readonly conversationId: string; readonly participant: ParticipantJoinBody }): Promise<Participant> {
    const { conversationId, participant: joining } = input;
    const participant = await this.db.app(ctx.appId).transaction(async (tx) => {
      const { type } = await findConversation(tx, ctx, conversationId);
      if (type !== 'sdkGroup') throw invalid('A user can only join a conversation of type sdkGroup');
      const [found] = await tx.query<Row>(LOCK_NEW_USER, [ctx.appId, ...(await addressValues(this.keyring, tx, ctx.appId, joining))]);
      if (!found) throw userNotFound();
      return this.add(tx, ctx, conversationId, found, joining.subscribeSDKClient === true);
    });
    this.wakeUp.signal();
    return participant;
  }

  /** Emits conversation:leave for a group. Raises conversation_not_found, user_not_found, not_found when he takes no part. */
  async leave(ctx: RequestContext, input: { readonly conversationId: string; readonly leaver: ParticipantLeaveBody }): Promise<void> {
    const { conversationId, leaver } = input;
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const conversation = await lockConversation(tx, ctx.appId, conversationId);
      const [removed] = await tx.query<Row>(REMOVE_PARTICIPANT, [ctx.appId, conversationId, ...(await this.who(tx, ctx, leaver))]);
      if (!removed) throw notAMember();
      await keepReach(tx, ctx.appId, { userId: removed.id, conversationId });
      if (conversation.type === 'sdkGroup')
        await appendConversationEvent(tx, ctx.appId, 'conversation:leave', conversation, { user: userSkeleton(removed) }, [{ at: 'user', row: removed }]);
    });
    this.wakeUp.signal();
  }

  private async add(tx: Sql, ctx: RequestContext, conversationId: string, user: UserRow, subscribed: boolean): Promise<Participant> {
    const conversation = await lockConversation(tx, ctx.appId, conversationId);
    const [members] = await tx.query<{ count: number; joined: boolean }>(COUNT_PARTICIPANTS, [ctx.appId, conversationId, user.id]);
    if (members?.joined) throw alreadyAMember();
    if (!members || members.count >= PARTICIPANT_LIMIT) throw tooManyParticipants();
    await checkMayTakePart(tx, ctx.appId, [user.id]);
    const added = await addMembers(tx, ctx.appId, conversationId, [{ userId: user.id, subscribed }]);
    const [participant] = await openParticipants(this.keyring, tx, ctx.appId, added);
    if (!participant) throw new Error('An insert answered no row');
    await appendConversationEvent(tx, ctx.appId, 'conversation:join', conversation, { user: userSkeleton(user) }, [{ at: 'user', row: user }]);
    return participant;
  }

  /** The participant's id, or the user's. */
  private async who(tx: Sql, ctx: RequestContext, leaver: ParticipantLeaveBody): Promise<[string | null, string | null]> {
    if (leaver.participantId !== undefined) return [leaver.participantId, null];
    const [user] = await tx.query<{ id: string }>(FIND_USER_ID, [ctx.appId, ...(await addressValues(this.keyring, tx, ctx.appId, leaver))]);
    if (!user) throw userNotFound();
    return [null, user.id];
  }
}
