import type { Item, Keyring, SealedItem } from '@parley/crypto-at-rest';
import { timestamp, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import type { Conversation, ConversationTruncated } from './conversation.js';
import { detailsOfConversation, metadataOfConversation, type ConversationDetails, type ConversationMetadata, type ConversationRow } from './conversation.row.js';

/** Whose key it is. */
export const ownerOfConversation = (appId: AppId, id: string) => ({ tenant: appId, subject: `conversation:${id}` as const });

/** A conversation without what is sealed of it, as the skeletons of events show one (openapi.yaml, schema `conversationTruncated`). */
export const conversationSkeleton = ({ id, type }: ConversationRow): ConversationTruncated => ({ id, type, metadata: {} });

/** Conversations as the API shows them, by their ids. What cannot be read is left out. Raises `service_unavailable`. */
export async function openConversations(keyring: Keyring, sql: Sql, appId: AppId, rows: readonly ConversationRow[]): Promise<Map<string, Conversation>> {
  const cells = rows.map((row) => sealedItems(appId, row));
  const opened = await keyring.open(sql, cells.flat());
  let next = 0;
  return new Map(rows.flatMap((row, index) => {
    const parts = opened.slice(next, (next += cells[index]?.length ?? 0));
    return parts.every((part) => part.ok) ? [[row.id, toConversation(row, parts.map(({ value }) => value as object))] as const] : [];
  }));
}

/** One conversation. Raises CryptoFault where it cannot be read. */
export async function openConversation(keyring: Keyring, sql: Sql, appId: AppId, row: ConversationRow): Promise<Conversation> {
  const opened = await keyring.open(sql, sealedItems(appId, row));
  return toConversation(row, opened.map((part) => {
    if (!part.ok) throw part.fault;
    return part.value as object;
  }));
}

/** What is to be sealed of a conversation: details, then metadata. */
export function conversationItems(id: string, details: ConversationDetails, { metadata }: ConversationMetadata): Item[] {
  const known = Object.values(details).some((value) => value !== undefined);
  return [
    { place: detailsOfConversation(id), value: known ? details : undefined },
    { place: metadataOfConversation(id), value: Object.keys(metadata).length > 0 ? { metadata } : undefined },
  ];
}

const sealedItems = (appId: AppId, { id, sealed_details: details, sealed_metadata: metadata }: ConversationRow): SealedItem[] => [
  ...(details ? [{ ...ownerOfConversation(appId, id), place: detailsOfConversation(id), cell: details }] : []),
  ...(metadata ? [{ ...ownerOfConversation(appId, id), place: metadataOfConversation(id), cell: metadata }] : []),
];

function toConversation(row: ConversationRow, parts: readonly object[]): Conversation {
  const { metadata, displayName, description, iconUrl } = Object.assign({ metadata: {} }, ...parts) as ConversationMetadata & ConversationDetails;
  return {
    ...conversationSkeleton(row),
    metadata,
    ...row.control,
    isDefault: row.is_default,
    ...(displayName !== undefined && { displayName }),
    ...(description !== undefined && { description }),
    ...(iconUrl !== undefined && { iconUrl }),
    ...(row.business_last_read && { businessLastRead: timestamp(row.business_last_read) }),
    lastUpdatedAt: timestamp(row.last_updated_at),
    createdAt: timestamp(row.created_at),
  };
}
