import { Injectable } from '@nestjs/common';
import type { ConversationCreateBody, ParticipantSubSchema } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { mergeMetadata, type RequestContext } from '@parley/kernel';
import { Database, idempotently, WakeUp, type Sql } from '@parley/persistence';
import { invalid, userNotFound } from '../conversations.errors.js';
import { API_SOURCE, appendConversationEvent } from '../conversations.events.js';
import { addMembers, checkMayTakePart, type Member } from '../participants/membership.js';
import { LOCK_USERS } from '../participants/participants.queries.js';
import { sealedAnswers } from '../sealed-answers.js';
import { addressValues } from '../users/user.address.js';
import { userSkeleton } from '../users/user.mapper.js';
import type { UserRow } from '../users/user.row.js';
import { FIND_USER_ID } from '../users/users.queries.js';
import type { Conversation } from './conversation.js';
import { insertConversation } from './conversation.insertion.js';
import { openConversation } from './conversation.mapper.js';

/** Creates conversations. */
@Injectable()
export class ConversationCreation {
  constructor(
    private readonly db: Database,
    private readonly wakeUp: WakeUp,
    private readonly keyring: Keyring,
  ) {}

  /**
   * Emits conversation:create. The first personal conversation of a user is his default one.
   * Raises bad_request when two participants are one user, user_not_found, forbidden for a second conversation without multiConvoEnabled.
   */
  async create(ctx: RequestContext, input: ConversationCreateBody): Promise<Conversation> {
    const answers = sealedAnswers<Conversation>(this.keyring, ctx, ({ id }) => [`conversation:${id}`]);
    const conversation = await idempotently(this.db.app(ctx.appId), ctx, (tx) => insert(tx, ctx, this.keyring, input), answers);
    this.wakeUp.signal();
    return conversation;
  }
}

async function insert(tx: Sql, ctx: RequestContext, keyring: Keyring, input: ConversationCreateBody): Promise<Conversation> {
  const members = await resolve(tx, ctx, keyring, input.participants ?? []);
  const users = await lockUsers(tx, ctx, members);
  if (members.length > 0) await checkMayTakePart(tx, ctx.appId, members.map(({ userId }) => userId));
  const { type, displayName, description, iconUrl } = input;
  const personal = type === 'personal';
  const row = await insertConversation(tx, ctx.appId, keyring, {
    type, defaultOf: personal ? members[0]?.userId : undefined,
    details: { displayName: displayName ?? undefined, description: description ?? undefined, iconUrl: iconUrl ?? undefined },
    metadata: mergeMetadata({}, input.metadata, 'Conversation'),
  });
  if (members.length > 0) await addMembers(tx, ctx.appId, row.id, members);
  const user = personal ? users[0] : undefined;
  await appendConversationEvent(tx, ctx.appId, 'conversation:create', row, {
    creationReason: 'none', source: API_SOURCE, ...(user && { user: userSkeleton(user) }),
  }, user && [{ at: 'user', row: user }]);
  return openConversation(keyring, tx, ctx.appId, row);
}

/** Raises user_not_found, or bad_request when two participants name one user. */
async function resolve(tx: Sql, ctx: RequestContext, keyring: Keyring, participants: readonly ParticipantSubSchema[]): Promise<Member[]> {
  const members: Member[] = [];
  for (const [index, participant] of participants.entries()) {
    const [row] = await tx.query<{ id: string }>(FIND_USER_ID, [ctx.appId, ...(await addressValues(keyring, tx, ctx.appId, participant))]);
    if (!row) throw userNotFound();
    if (members.some(({ userId }) => userId === row.id)) throw invalid(`participants[${index}] names the same user as another participant`);
    members.push({ userId: row.id, subscribed: participant.subscribeSDKClient === true });
  }
  return members;
}

async function lockUsers(tx: Sql, ctx: RequestContext, members: readonly Member[]): Promise<UserRow[]> {
  if (members.length === 0) return [];
  const rows = await tx.query<UserRow & Record<string, unknown>>(LOCK_USERS, [ctx.appId, members.map(({ userId }) => userId)]);
  if (rows.length < members.length) throw userNotFound();
  return rows;
}
