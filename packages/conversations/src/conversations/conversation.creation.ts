import { Injectable } from '@nestjs/common';
import type { ConversationCreateBody, ParticipantSubSchema } from '@parley/contracts';
import { mergeMetadata, newId, wallClock, type RequestContext } from '@parley/kernel';
import { Database, idempotently, WakeUp, type Sql } from '@parley/persistence';
import { invalid, userNotFound } from '../conversations.errors.js';
import { API_SOURCE, appendConversationEvent } from '../conversations.events.js';
import { addMembers, checkMayTakePart, type Member } from '../participants/membership.js';
import { LOCK_USERS } from '../participants/participants.queries.js';
import { addressValues } from '../users/user.address.js';
import type { User } from '../users/user.js';
import { FIND_USER_ID } from '../users/users.queries.js';
import type { Conversation, ConversationTruncated } from './conversation.js';
import { INSERT_CONVERSATION } from './conversations.queries.js';

/** Creates conversations. */
@Injectable()
export class ConversationCreation {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Emits conversation:create. The first personal conversation of a user is his default one.
   * Raises bad_request when two participants are one user, user_not_found, forbidden for a second conversation without multiConvoEnabled.
   */
  async create(ctx: RequestContext, input: ConversationCreateBody): Promise<Conversation> {
    const conversation = await idempotently(this.db.app(ctx.appId), ctx, (tx) => insert(tx, ctx, input));
    this.wakeUp.signal();
    return conversation;
  }
}

async function insert(tx: Sql, ctx: RequestContext, input: ConversationCreateBody): Promise<Conversation> {
  const members = await resolve(tx, ctx, input.participants ?? []);
  const users = await lockUsers(tx, ctx, members);
  if (members.length > 0) await checkMayTakePart(tx, ctx.appId, members.map(({ userId }) => userId));
  const personal = input.type === 'personal';
  const [row] = await tx.query<{ truncated: ConversationTruncated; conversation: Conversation }>(INSERT_CONVERSATION, [
    ctx.appId, newId(), input.type, mergeMetadata({}, input.metadata, 'Conversation'), personal ? members[0]?.userId : null,
    input.displayName ?? null, input.description ?? null, input.iconUrl ?? null, new Date(wallClock()),
  ]);
  if (!row) throw new Error('An insert answered no row');
  if (members.length > 0) await addMembers(tx, ctx.appId, row.truncated.id, members);
  await appendConversationEvent(tx, ctx.appId, 'conversation:create', {
    conversation: row.truncated, creationReason: 'none', source: API_SOURCE, ...(personal && { user: users[0] }),
  });
  return row.conversation;
}

/** Raises user_not_found, or bad_request when two participants name one user. */
async function resolve(tx: Sql, ctx: RequestContext, participants: readonly ParticipantSubSchema[]): Promise<Member[]> {
  const members: Member[] = [];
  for (const [index, participant] of participants.entries()) {
    const [row] = await tx.query<{ id: string }>(FIND_USER_ID, [ctx.appId, ...addressValues(participant)]);
    if (!row) throw userNotFound();
    if (members.some(({ userId }) => userId === row.id)) throw invalid(`participants[${index}] names the same user as another participant`);
    members.push({ userId: row.id, subscribed: participant.subscribeSDKClient === true });
  }
  return members;
}

async function lockUsers(tx: Sql, ctx: RequestContext, members: readonly Member[]): Promise<User[]> {
  if (members.length === 0) return [];
  const rows = await tx.query<{ user: User }>(LOCK_USERS, [ctx.appId, members.map(({ userId }) => userId)]);
  if (rows.length < members.length) throw userNotFound();
  return rows.map(({ user }) => user);
}
