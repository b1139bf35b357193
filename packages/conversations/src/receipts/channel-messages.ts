import type { Keyring, Place } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { ownerOfConversation } from '../conversations/conversation.mapper.js';
import type { ChannelIntegration } from '../inbound/channel.js';
import { HAS_MORE, KEEP, PARTS } from './channel-messages.queries.js';

/** A message, and the client that got it or wrote it. */
export interface OnChannel {
  readonly conversationId: string;
  readonly messageId: string;
  readonly clientId: string;
}

/** One of those that a message is on its channel. */
export interface Part extends Record<string, unknown> {
  readonly external_index: Buffer;
  readonly sealed_external_id: Buffer;
  readonly delivered_at: Date | null;
  readonly failed_at: Date | null;
}

/** A vendor's id as the database compares it: it may hold a telephone number. */
export const externalIndex = (keyring: Keyring, sql: Sql, appId: AppId, integrationId: string, externalId: string): Promise<Buffer> =>
  keyring.index(sql, appId, 'channel_message', `${integrationId} ${externalId}`);

const placeOf = (integrationId: string, index: Buffer): Place => ({ table: 'channel_messages', row: `${integrationId}/${index.toString('hex')}`, column: 'sealed_external_id' });

/** What a message is called on its channel, as it is stored. */
export interface SealedExternalIds {
  readonly integrationId: string;
  readonly indexes: readonly Buffer[];
  readonly cells: readonly (Buffer | null)[];
}

/** Seals the channel's ids of a message under its conversation's key; they are kept by the statement that posts the message, or tells that it was carried. */
export async function sealExternalIds(tx: Sql, keyring: Keyring, appId: AppId, { integrationId }: ChannelIntegration, conversationId: string, externalIds: readonly string[]): Promise<SealedExternalIds> {
  const indexes = await Promise.all(externalIds.map((id) => externalIndex(keyring, tx, appId, integrationId, id)));
  const cells = await keyring.seal(tx, ownerOfConversation(appId, conversationId), externalIds.map((value, n) => ({ place: placeOf(integrationId, indexes[n] as Buffer), value })));
  return { integrationId, indexes, cells };
}

/** Keeps the channel's ids of parts of a message of the business, before its delivery is told. */
export async function keepExternalIds(
  tx: Sql, keyring: Keyring, appId: AppId, channel: ChannelIntegration, { conversationId, messageId, clientId }: OnChannel, externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return;
  const { integrationId, indexes, cells } = await sealExternalIds(tx, keyring, appId, channel, conversationId, externalIds);
  await tx.query(KEEP, [appId, conversationId, integrationId, messageId, clientId, indexes, cells]);
}

/** Whether parts of a message are still to go out. The caller holds the conversation's lock. */
export const hasMore = async (tx: Sql, appId: AppId, { integrationId }: ChannelIntegration, { conversationId, messageId }: OnChannel): Promise<boolean> =>
  (await tx.query(HAS_MORE, [appId, conversationId, messageId, integrationId])).length > 0;

/** What a message is on its channel, as far as that is known. */
export const partsOf = (tx: Sql, appId: AppId, { integrationId }: ChannelIntegration, { conversationId, messageId }: OnChannel): Promise<Part[]> =>
  tx.query<Part>(PARTS, [appId, conversationId, messageId, integrationId]);

/** The channel's ids of parts. Raises CryptoFault. */
export const openExternalIds = (tx: Sql, keyring: Keyring, appId: AppId, { integrationId }: ChannelIntegration, conversationId: string, parts: readonly Part[]): Promise<string[]> =>
  Promise.all(parts.map(async ({ external_index: index, sealed_external_id: cell }) =>
    (await keyring.openOne(tx, { ...ownerOfConversation(appId, conversationId), place: placeOf(integrationId, index), cell })) as string));
