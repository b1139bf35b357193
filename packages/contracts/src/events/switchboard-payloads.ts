import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, EnumField, MetadataField, ObjectField, StringField } from '../fields/index.js';
import { ConversationPayload } from './conversation-payloads.js';
import { MessageWebhook } from './message-webhook.js';

const REASON = { optional: true, description: 'Reason for the action, if applicable.' };
const REASONS = ['ticketClosed', 'transferToEmail'] as const;

/** `switchboard:acceptControl`, and what the others begin with. */
@ApiSchema({ name: 'switchboardControlPayload' })
export class SwitchboardControlPayload extends ConversationPayload {
  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;
}

/** The last messages go to whom control is passed or offered: `messageHistoryCount` says how many. Our schema says so, openapi.yaml's does not. */
@ApiSchema({ name: 'switchboardOfferControlPayload' })
export class SwitchboardOfferControlPayload extends SwitchboardControlPayload {
  @ArrayField(() => MessageWebhook, { optional: true, description: 'The last messages of the conversation, oldest first, as many as the `messageHistoryCount` of the target says.' })
  messageHistory?: MessageWebhook[];
}

@ApiSchema({ name: 'switchboardPassControlPayload' })
export class SwitchboardPassControlPayload extends SwitchboardOfferControlPayload {
  @EnumField(REASONS, REASON)
  reason?: (typeof REASONS)[number];
}

@ApiSchema({ name: 'switchboardReleaseControlPayload' })
export class SwitchboardReleaseControlPayload extends SwitchboardControlPayload {
  @EnumField(REASONS, REASON)
  reason?: (typeof REASONS)[number];
}

@ApiSchema({ name: 'switchboardError', description: 'What went wrong.' })
export class SwitchboardError {
  @StringField({ optional: true, example: 'switchboard_invalid_target' })
  code?: string;

  @StringField({ optional: true, example: 'Switchboard invalid target' })
  message?: string;
}

/** What the three events of a failure carry. */
@ApiSchema({ name: 'switchboardFailurePayload' })
export class SwitchboardFailurePayload extends SwitchboardControlPayload {
  @ObjectField(() => SwitchboardError, { optional: true })
  error?: SwitchboardError;
}
