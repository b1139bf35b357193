import type { InboundThread } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { ATTACH_CLIENT } from '../clients/clients.queries.js';
import type { ConversationRow } from '../conversations/conversation.row.js';
import { announceConversation, beginConversation } from '../conversations/personal-conversation.js';
import { sourceOf, type ChannelIntegration } from './channel.js';
import { namesOf } from './inbound-thread.js';
import { GIVE_CONTROL_OF_NEW, TALK, TALK_WHERE_NAMED } from './inbound.queries.js';
import type { Known } from './known.js';

type Talking = ConversationRow & { readonly takes_part: boolean } & Record<string, unknown>;

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
export async function conversationOf(tx: Sql, keyring: Keyring, appId: AppId, channel: ChannelIntegration, known: Known, begin?: Beginning): Promise<ConversationRow | undefined> {
  const [used] = await talk(tx, keyring, appId, channel, known, begin?.thread);
  if (!used) return begin && newConversation(tx, keyring, appId, channel, known, begin);
  const { takes_part: takesPart, ...conversation } = used;
  if (!takesPart) throw new Error('A user takes no part in his own conversation');
  return conversation;
}

async function talk(tx: Sql, keyring: Keyring, appId: AppId, channel: ChannelIntegration, { user, client }: Known, thread?: InboundThread): Promise<Talking[]> {
  const values = [appId, client.id, user.id, channel.integrationId];
  const named = thread && (await namesOf(tx, keyring, appId, channel, thread));
  const there = named ? await tx.query<Talking>(TALK_WHERE_NAMED, [...values, ...named]) : [];
  return there.length > 0 ? there : tx.query<Talking>(TALK, values);
}

async function newConversation(tx: Sql, keyring: Keyring, appId: AppId, channel: ChannelIntegration, { user, client }: Known, { reason, at }: Beginning): Promise<ConversationRow> {
  const { conversation, participantId } = await beginConversation(tx, keyring, appId, user);
  await tx.query(ATTACH_CLIENT, [appId, conversation.id, participantId, client.id, true]);
  await tx.query(GIVE_CONTROL_OF_NEW, [appId, conversation.id, channel.integrationId]);
  await announceConversation(tx, appId, conversation, user, { reason, source: sourceOf(channel, at) });
  return conversation;
}
