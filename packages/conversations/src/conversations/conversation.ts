import type { ConversationType } from '@parley/contracts';
import type { Metadata } from '@parley/kernel';

/** What every event says of its conversation (openapi.yaml, schema `conversationTruncated`). */
export interface ConversationTruncated {
  readonly id: string;
  readonly type: ConversationType;
  readonly metadata: Metadata;
}

/** A conversation as the API shows one. */
export interface Conversation extends ConversationTruncated {
  readonly isDefault: boolean;
  readonly displayName?: string;
  readonly description?: string;
  readonly iconUrl?: string;
  readonly businessLastRead?: string;
  readonly lastUpdatedAt: string;
  readonly createdAt: string;
}
