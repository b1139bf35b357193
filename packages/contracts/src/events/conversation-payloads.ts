import { ApiSchema } from '@nestjs/swagger';
import { ConversationTruncated } from '../conversations/conversation.js';
import { EnumField, ObjectField } from '../fields/index.js';
import { User, UserTruncated } from '../users/user.js';
import { Activity } from './activity.js';
import { MessageWebhook } from './message-webhook.js';
import { SourceWebhook } from './source-webhook.js';

export const CREATION_REASONS = [
  'linkRequest', 'message', 'none', 'notification', 'prechatCapture', 'startConversation', 'proactiveMessaging',
] as const;

/** `conversation:remove`, and what the other payloads of a conversation begin with. */
@ApiSchema({ name: 'conversationRemovePayload' })
export class ConversationPayload {
  @ObjectField(() => ConversationTruncated, { optional: true, description: 'The conversation that the event is about.' })
  conversation?: ConversationTruncated;
}

@ApiSchema({ name: 'conversationCreatePayload' })
export class ConversationCreatePayload extends ConversationPayload {
  @EnumField(CREATION_REASONS, { optional: true, description: 'Why it was created; `none` when through the API.' })
  creationReason?: (typeof CREATION_REASONS)[number];

  @ObjectField(() => SourceWebhook, { optional: true, description: 'The source of the creation.' })
  source?: SourceWebhook;

  @ObjectField(() => User, { optional: true, nullable: true, description: 'The user of a personal conversation.' })
  user?: User | null;
}

/** `conversation:join` and `conversation:leave`. */
@ApiSchema({ name: 'conversationMembershipPayload' })
export class ConversationMembershipPayload extends ConversationPayload {
  @ObjectField(() => UserTruncated, { optional: true, description: 'The user that joined or left the conversation.' })
  user?: UserTruncated;
}

@ApiSchema({ name: 'conversationMessagePayload' })
export class ConversationMessagePayload extends ConversationPayload {
  @ObjectField(() => MessageWebhook, { optional: true, description: 'The message that was sent.' })
  message?: MessageWebhook;
}

/** `conversation:read` and `conversation:typing`. */
@ApiSchema({ name: 'conversationActivityPayload' })
export class ConversationActivityPayload extends ConversationPayload {
  @ObjectField(() => Activity, { optional: true, description: 'The activity that was sent.' })
  activity?: Activity;
}

@ApiSchema({ name: 'userRemovePayload' })
export class UserRemovePayload {
  @ObjectField(() => UserTruncated, { optional: true, description: 'The user that was removed.' })
  user?: UserTruncated;
}
