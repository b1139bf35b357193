import type { InboundThread } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { ATTACH_CLIENT, FIND_PARTICIPANT, LOCK_CONVERSATION_OF_CLIENT } from '../clients/clients.queries.js';
import { appendConversationEvent } from '../conversations.events.js';
import { insertConversation } from '../conversations/conversation.insertion.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { addMembers } from '../participants/membership.js';
import { userSkeleton } from '../users/user.mapper.js';
import { sourceOf, type Channel } from './channel.js';
import { conversationNamed } from './inbound-thread.js';
import { GIVE_CONTROL_TO_RESPONDER, LOCK_DEFAULT_CONVERSATION } from './inbound.queries.js';
import type { Known } from './people.js';

type Row = ConversationRow & Record<string, unknown>;

/** Why a conversation is made, and when the person did what made it, in milliseconds since 1970. */
export interface Beginning {
  readonly reason: 'message' | 'startConversation';
  readonly at: number;
  /** Where what made it says that it belongs. */
  readonly thread?: InboundThread;
}

/**
 * Where a person of a channel talks: where he says that he does, or in the conversation in which his client was used last, or else in
 * his default one; locked, and the client the primary one in it. `begin` makes one where there is none (conversation:create); without it, nothing is answered then.
 */
export async function conversationOf(tx: Sql, keyring: Keyring, appId: AppId, channel: Channel, { user, client }: Known, begin?: Beginning): Promise<ConversationRow | undefined> {
  const named = begin?.thread && (await conversationNamed(tx, keyring, appId, channel, user.id, begin.thread));
  const [used] = named ? [named] : await tx.query<Row>(LOCK_CONVERSATION_OF_CLIENT, [appId, client.id]);
  const [there] = used ? [used] : await tx.query<Row>(LOCK_DEFAULT_CONVERSATION, [appId, user.id]);
  if (!there && !begin) return undefined;
  const conversation = there ?? (await insertConversation(tx, appId, keyring, { type: 'personal', details: {}, metadata: {}, defaultOf: user.id }));
  if (!there) await addMembers(tx, appId, conversation.id, [{ userId: user.id, subscribed: false }]);
  const [participant] = await tx.query<{ id: string }>(FIND_PARTICIPANT, [appId, conversation.id, user.id]);
  if (!participant) throw new Error('A user takes no part in his own conversation');
  await tx.query(ATTACH_CLIENT, [appId, conversation.id, participant.id, client.id, true]);
  await tx.query(GIVE_CONTROL_TO_RESPONDER, [appId, conversation.id, channel.integrationId, !there]);
  if (!there && begin)
    await appendConversationEvent(tx, appId, 'conversation:create', conversation,
      { creationReason: begin.reason, source: sourceOf(channel, begin.at), user: userSkeleton(user) }, [{ at: 'user', row: user }]);
  return conversation;
}
