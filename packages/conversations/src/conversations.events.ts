import type { InboundReferral, Source } from '@parley/contracts';
import type { CellReference } from '@parley/crypto-at-rest';
import { newId, timestamp, type AppId } from '@parley/kernel';
import { appendEvent, type Sql } from '@parley/persistence';
import { APPEND_CONVERSATION_EVENT, APPEND_DELIVERY_EVENT } from './conversations/conversation-event.queries.js';
import { conversationSkeleton } from './conversations/conversation.mapper.js';
import { metadataOfConversation, type ConversationRow } from './conversations/conversation.row.js';
import type { SealedExternalIds } from './receipts/channel-messages.js';
import { userSkeleton } from './users/user.mapper.js';
import { detailsOfUser, type UserRow } from './users/user.row.js';
import type { User } from './users/user.js';

/** Where everything that comes through the API comes from (openapi.yaml, schema `source`). */
export const API_SOURCE = { type: 'api' } as const;

interface Activity {
  readonly type: 'conversation:read' | 'typing:start' | 'typing:stop';
  readonly source: Source;
  readonly author: { readonly type: 'business' } | { readonly type: 'user'; readonly userId: string; readonly user: User };
}

/** The payloads by trigger (semantics §12), all with a conversation. `conversation:message` is written by the statement that posts. */
export interface ConversationEvents {
  'conversation:create': { readonly creationReason: 'none' | 'linkRequest' | 'message' | 'startConversation'; readonly source: Source; readonly user?: User };
  'conversation:join': { readonly user: User };
  'conversation:leave': { readonly user: User };
  'conversation:read': { readonly activity: Activity };
  'conversation:typing': { readonly activity: Activity };
  /** What the button says to the business is sealed. */
  'conversation:postback': { readonly user: User; readonly source: Source };
  /** Where the user came from is sealed. */
  'conversation:referral': { readonly user: User; readonly source: Source; readonly referral?: InboundReferral };
}

/** A user whom an event tells of: `at` is where its payload carries him, as `userSkeleton` shows one. */
export interface Quoted {
  readonly at: string;
  readonly row: UserRow;
}

/** Where a cell goes in an event's payload, and the cell. */
export type QuotedCell = readonly [CellReference, Buffer | null];

/** An event of a conversation as `appendConversationEvent` writes it. */
interface ConversationEvent {
  readonly type: string;
  readonly skeleton: object;
  readonly quoted?: readonly QuotedCell[];
  /** Whether it gives control to the default switchboard integration where nobody has it. */
  readonly activity: boolean;
  /** Integrations that get the event even on standby. */
  readonly concerned?: readonly string[];
  /** What is kept with it of the message that it tells of. */
  readonly kept?: KeptExternalIds;
}

/** What a message is called on its channel, and by which client it is known there. `hasFailed`: nothing more is told of it. */
export interface KeptExternalIds {
  readonly messageId: string;
  readonly clientId: string;
  readonly called: SealedExternalIds;
  readonly hasFailed: boolean;
}

/**
 * Adds an event of a conversation that is an activity in it. The caller holds that conversation's lock, so events keep the order of
 * the commits. What is sealed of the conversation and of `users` is quoted, and whatever is `sealed` besides.
 */
export function appendConversationEvent<Type extends keyof ConversationEvents>(
  tx: Sql,
  appId: AppId,
  type: Type,
  conversation: ConversationRow,
  payload: ConversationEvents[Type],
  users: readonly Quoted[] = [],
  sealed: readonly QuotedCell[] = [],
): Promise<void> {
  return append(tx, appId, conversation, {
    type, activity: true,
    skeleton: { conversation: conversationSkeleton(conversation), ...payload },
    quoted: [quotedMetadata(conversation), ...users.map(quotedDetails), ...sealed],
  });
}

/** What the events of deliveries say (openapi.yaml, conversationMessageDeliveryPayload); the vendor's ids are sealed. */
export interface DeliveryPayload {
  readonly user: User;
  readonly message: { readonly id: string };
  readonly destination: { readonly type: string; readonly integrationId: string };
  readonly isFinalEvent: boolean;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Tells what became of a message on its way to a channel, and keeps what it is called there: nobody did anything, so it gives control to nobody. The caller holds the conversation's lock. */
export function appendDeliveryEvent(
  tx: Sql, appId: AppId, type: `conversation:message:delivery:${'channel' | 'user' | 'failure'}`, conversation: ConversationRow, user: UserRow,
  payload: Omit<DeliveryPayload, 'user'>, sealed: readonly QuotedCell[], kept?: KeptExternalIds,
): Promise<void> {
  const said: DeliveryPayload = { ...payload, user: userSkeleton(user) };
  return append(tx, appId, conversation, {
    type, activity: false, ...(kept && { kept }),
    skeleton: { conversation: conversationSkeleton(conversation), ...said },
    quoted: [quotedMetadata(conversation), quotedDetails({ at: 'user', row: user }), ...sealed],
  });
}

/** Tells what became of an action of the switchboard, also those whom it `concerned`. The caller holds the conversation's lock. */
export function appendControlEvent(
  tx: Sql, appId: AppId, type: string, conversation: ConversationRow, payload: object,
  { quoted, concerned }: Required<Pick<ConversationEvent, 'quoted' | 'concerned'>>,
): Promise<void> {
  const skeleton = { conversation: conversationSkeleton(conversation), ...payload };
  return append(tx, appId, conversation, { type, skeleton, activity: false, quoted: [quotedMetadata(conversation), ...quoted], concerned });
}

/** The last event of a conversation, ids only: whatever else it carried would be erased, or keep from it what is erased. The caller holds its lock. */
export const appendConversationRemove = (tx: Sql, appId: AppId, conversation: ConversationRow): Promise<void> =>
  append(tx, appId, conversation, { type: 'conversation:remove', skeleton: { conversation: conversationSkeleton(conversation) }, activity: false });

/** A group loses a user who is removed altogether; ids only. The caller holds the conversation's lock. */
export const appendLeaveOfRemoved = (tx: Sql, appId: AppId, conversation: ConversationRow, user: UserRow): Promise<void> =>
  append(tx, appId, conversation, {
    type: 'conversation:leave', skeleton: { conversation: conversationSkeleton(conversation), user: userSkeleton(user) }, activity: true,
  });

/** The last event of a user, ids only; the caller holds his lock. */
export const appendUserRemove = (tx: Sql, appId: AppId, row: UserRow): Promise<void> =>
  appendEvent(tx, { appId, type: 'user:remove', orderKey: row.id, skeleton: { user: userSkeleton(row) }, references: [], cells: [] });

async function append(tx: Sql, appId: AppId, { id }: ConversationRow, { type, skeleton, quoted = [], activity, concerned = [], kept }: ConversationEvent): Promise<void> {
  const values = [
    appId, id, newId(), type, timestamp(new Date()), JSON.stringify(skeleton), JSON.stringify(quoted.map(([reference]) => reference)), quoted.map(([, cell]) => cell),
    activity, concerned,
  ];
  if (!kept) return void (await tx.query(APPEND_CONVERSATION_EVENT, values));
  const { messageId, clientId, called: { integrationId, indexes, cells }, hasFailed } = kept;
  await tx.query(APPEND_DELIVERY_EVENT, [...values, integrationId, messageId, clientId, indexes, cells, hasFailed]);
}

/** Where an event quotes a conversation's metadata, and their cell. */
export function quotedMetadata({ id, sealed_metadata: cell }: ConversationRow): [CellReference, Buffer | null] {
  const { table, row, column } = metadataOfConversation(id);
  return [['conversation', `conversation:${id}`, table, row, column], cell];
}

/** The same of a user's details. */
export function quotedDetails({ at, row: { id, sealed_details: cell } }: Quoted): [CellReference, Buffer | null] {
  const { table, row, column } = detailsOfUser(id);
  return [[at, `user:${id}`, table, row, column], cell];
}
