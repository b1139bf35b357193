import type { Keyring, Place } from '@parley/crypto-at-rest';
import { CryptoFault } from '@parley/crypto-at-rest';
import { idSuffix, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { conversationNotFound } from '../conversations.errors.js';
import { ownerOfConversation } from '../conversations/conversation.mapper.js';
import { addressValues } from '../users/user.address.js';
import type { MessageBody, MessageDraft, SealedDraft } from './message.draft.js';

/** Where a message's body belongs: its row is named by the conversation and the end of its id. */
export const bodyOfMessage = (conversationId: string, suffix: string): Place => place(conversationId, suffix, 'sealed_body');

/** Where what only a channel is to know belongs. */
export const channelOfMessage = (conversationId: string, suffix: string): Place => place(conversationId, suffix, 'sealed_channel');

/** The end of a message's id, which names its row to its seals. */
export const suffixOf = (messageId: string): string => messageId.slice(-10);

/** Seals a draft under its conversation's key. A conversation without one is not there: raises conversation_not_found. */
export async function sealDraft(keyring: Keyring, sql: Sql, appId: AppId, { conversationId, user, heard, destination, body }: MessageDraft): Promise<SealedDraft> {
  const suffix = idSuffix();
  const [sealedBody, sealedChannel] = await sealBody(keyring, sql, appId, { conversationId, suffix, body }).catch((error: unknown) => {
    throw error instanceof CryptoFault && error.code === 'key_missing' ? conversationNotFound() : error;
  });
  return { conversationId, suffix, sealedBody, sealedChannel, ...(heard && { heard }), ...(destination && { destination }), ...(user && { address: await addressValues(keyring, sql, appId, user) }) };
}

/** Seals what a message shows, and what only a channel is to know. Raises CryptoFault `key_missing`. */
export async function sealBody(
  keyring: Keyring, sql: Sql, appId: AppId,
  { conversationId, suffix, body: { channel, ...shown } }: { readonly conversationId: string; readonly suffix: string; readonly body: MessageBody },
): Promise<[Buffer, Buffer | null]> {
  const [sealedBody, sealedChannel = null] = await keyring.seal(sql, ownerOfConversation(appId, conversationId), [
    { place: bodyOfMessage(conversationId, suffix), value: shown },
    { place: channelOfMessage(conversationId, suffix), value: channel },
  ]);
  if (!sealedBody) throw new Error('A body was sealed and there is no cell');
  return [sealedBody, sealedChannel];
}

const place = (conversationId: string, suffix: string, column: string): Place => ({ table: 'messages', row: `${conversationId}/${suffix}`, column });
