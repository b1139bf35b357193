import type { ConversationType } from '@parley/contracts';
import type { Metadata } from '@parley/kernel';

/** A switchboard integration as conversations show one (openapi.yaml, schema `switchboardIntegrationWebhook`). */
interface InControl {
  readonly id: string;
  readonly name: string;
  readonly integrationId: string;
  readonly integrationType: string;
}

/** Who is in control of a conversation, and whom that is offered to; each only when there is one. */
export interface ConversationControl {
  readonly activeSwitchboardIntegration?: InControl;
  readonly pendingSwitchboardIntegration?: InControl;
}

/** What every event says of its conversation (openapi.yaml, schema `conversationTruncated`). */
export interface ConversationTruncated {
  readonly id: string;
  readonly type: ConversationType;
  readonly metadata: Metadata;
}

/** A conversation as the API shows one. */
export interface Conversation extends ConversationTruncated, ConversationControl {
  readonly isDefault: boolean;
  readonly displayName?: string;
  readonly description?: string;
  readonly iconUrl?: string;
  readonly businessLastRead?: string;
  readonly lastUpdatedAt: string;
  readonly createdAt: string;
}
