import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, EnumField, IdField, MetadataField, ObjectField, StringField, TimestampField } from '../fields/index.js';
import { SwitchboardIntegrationWebhook } from '../switchboards/switchboard-integration-webhook.js';

export const CONVERSATION_TYPES = ['personal', 'sdkGroup'] as const;
export type ConversationType = (typeof CONVERSATION_TYPES)[number];

/** A conversation as events show it. */
@ApiSchema({ name: 'conversationTruncated' })
export class ConversationTruncated {
  @IdField({ optional: true, description: 'The unique ID of the conversation.', example: 'c93bb9c14dde8ffb94564eae' })
  id?: string;

  @EnumField(CONVERSATION_TYPES, { optional: true, description: 'The type of the conversation.', example: 'personal' })
  type?: ConversationType;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;

  @ObjectField(() => SwitchboardIntegrationWebhook, { optional: true, nullable: true, description: 'The switchboard integration that is in control of the conversation. Omitted when none is.' })
  activeSwitchboardIntegration?: SwitchboardIntegrationWebhook | null;

  @ObjectField(() => SwitchboardIntegrationWebhook, { optional: true, nullable: true, description: 'The switchboard integration that control has been offered to. Omitted when it has been offered to none.' })
  pendingSwitchboardIntegration?: SwitchboardIntegrationWebhook | null;
}

@ApiSchema({ name: 'conversation' })
export class Conversation extends ConversationTruncated {
  @BooleanField({ optional: true, description: 'True for the first personal conversation of the user, false otherwise.' })
  isDefault?: boolean;

  @StringField({ optional: true, nullable: true, min: 1, max: 100, description: 'A friendly name for the conversation.', example: 'My conversation' })
  displayName?: string | null;

  @StringField({ optional: true, nullable: true, min: 1, max: 100, description: 'A short text describing the conversation.' })
  description?: string | null;

  @StringField({ optional: true, nullable: true, min: 1, max: 2048, format: 'uri', description: 'A custom conversation icon url.' })
  iconUrl?: string | null;

  @TimestampField({ optional: true, nullable: true, description: 'When the business last read the conversation.', example: '2020-06-23T14:33:47.492Z' })
  businessLastRead?: string | null;

  @TimestampField({ optional: true, nullable: true, description: 'When the last message was received, or the creation time.', example: '2020-06-26T14:33:47.120Z' })
  lastUpdatedAt?: string | null;

  @TimestampField({ optional: true, description: 'The creation time.', example: '2020-06-20T11:26:07.001Z' })
  createdAt?: string;
}
