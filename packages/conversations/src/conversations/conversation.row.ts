import type { ConversationType } from '@parley/contracts';
import type { Place } from '@parley/crypto-at-rest';
import type { Metadata } from '@parley/kernel';
import { shownControl } from '../switchboard/control.sql.js';
import type { ConversationControl } from './conversation.js';

/** A row of `conversations` as reads and events need it. */
export interface ConversationRow {
  readonly id: string;
  readonly type: ConversationType;
  readonly is_default: boolean;
  readonly business_last_read: Date | null;
  readonly last_updated_at: Date;
  readonly created_at: Date;
  /** ConversationDetails. */
  readonly sealed_details: Buffer | null;
  /** ConversationMetadata. */
  readonly sealed_metadata: Buffer | null;
  /** Who is in control, and whom that is offered to; null when nobody. */
  readonly control: ConversationControl | null;
}

/** What is sealed of a conversation besides its metadata. */
export interface ConversationDetails {
  readonly displayName?: string;
  readonly description?: string;
  readonly iconUrl?: string;
}

/** A value of its own, so that events can quote it. */
export interface ConversationMetadata {
  readonly metadata: Metadata;
}

/** Where a conversation's details belong. */
export const detailsOfConversation = (id: string): Place => ({ table: 'conversations', row: id, column: 'sealed_details' });

/** Where its metadata belong, also where an event quotes them. */
export const metadataOfConversation = (id: string): Place => ({ table: 'conversations', row: id, column: 'sealed_metadata' });

const COLUMNS = ['id', 'type', 'business_last_read', 'last_updated_at', 'created_at', 'sealed_details', 'sealed_metadata'];

/** SQL of the columns of a ConversationRow. */
export const conversationColumns = (conversation: string): string =>
  `${COLUMNS.map((column) => `${conversation}.${column}`).join(', ')}, ${conversation}.default_of is not null as is_default, ${shownControl(conversation)}`;

/** SQL of a conversation in the skeleton of an event (openapi.yaml, schema `conversationTruncated`). */
export const conversationSkeletonJson = (conversation: string): string =>
  `jsonb_build_object('id', ${conversation}.id, 'type', ${conversation}.type, 'metadata', '{}'::jsonb)`;
