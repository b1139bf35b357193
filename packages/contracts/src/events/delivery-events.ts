import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, BooleanField, IdField, ObjectField, StringField } from '../fields/index.js';
import { User } from '../users/user.js';
import { ConversationPayload } from './conversation-payloads.js';
import { WebhookEvent } from './webhook-event.js';

@ApiSchema({ name: 'deliveredMessage', description: 'The message that was sent.' })
export class DeliveredMessage {
  @IdField({ optional: true, description: 'The id of the message.' })
  id?: string;
}

@ApiSchema({ name: 'deliveryDestination', description: 'Where the message was sent to.' })
export class DeliveryDestination {
  @StringField({ optional: true, description: 'The channel.', example: 'telegram' })
  type?: string;

  @StringField({ optional: true, description: 'The integration that the message was sent to.', example: '5ec69c6e12dda33be985cb1a' })
  integrationId?: string;
}

@ApiSchema({ name: 'externalMessage', description: 'A message as the channel has it.' })
export class ExternalMessage {
  @StringField({ optional: true, description: 'The channel’s id of the message.', example: '371' })
  id?: string;
}

@ApiSchema({ name: 'deliveryError', description: 'Why the message was not delivered.' })
export class DeliveryError {
  @StringField({ optional: true, description: 'A stable code.', example: 'user_blocked' })
  code?: string;

  @StringField({ optional: true, description: 'What it means.' })
  message?: string;
}

@ApiSchema({ name: 'conversationMessageDeliveryPayload' })
export class ConversationMessageDeliveryPayload extends ConversationPayload {
  @ObjectField(() => User, { optional: true, description: 'The user associated with the conversation.' })
  user?: User;

  @ObjectField(() => DeliveredMessage, { optional: true })
  message?: DeliveredMessage;

  @ObjectField(() => DeliveryDestination, { optional: true })
  destination?: DeliveryDestination;

  @ArrayField(() => ExternalMessage, { optional: true, nullable: true, description: 'What the message became on the channel, where the channel tells.' })
  externalMessages?: ExternalMessage[] | null;

  @BooleanField({ optional: true, description: 'Whether no more is told of this message at this destination.' })
  isFinalEvent?: boolean;
}

@ApiSchema({ name: 'conversationMessageDeliveryFailurePayload' })
export class ConversationMessageDeliveryFailurePayload extends ConversationMessageDeliveryPayload {
  @ObjectField(() => DeliveryError, { optional: true })
  error?: DeliveryError;
}

@ApiSchema({ name: 'conversationMessageDeliveryChannelEvent', description: 'conversation:message:delivery:channel' })
export class ConversationMessageDeliveryChannelEvent extends WebhookEvent {
  @ObjectField(() => ConversationMessageDeliveryPayload, { optional: true })
  payload?: ConversationMessageDeliveryPayload;
}

@ApiSchema({ name: 'conversationMessageDeliveryFailureEvent', description: 'conversation:message:delivery:failure' })
export class ConversationMessageDeliveryFailureEvent extends WebhookEvent {
  @ObjectField(() => ConversationMessageDeliveryFailurePayload, { optional: true })
  payload?: ConversationMessageDeliveryFailurePayload;
}

@ApiSchema({ name: 'conversationMessageDeliveryUserEvent', description: 'conversation:message:delivery:user' })
export class ConversationMessageDeliveryUserEvent extends WebhookEvent {
  @ObjectField(() => ConversationMessageDeliveryPayload, { optional: true })
  payload?: ConversationMessageDeliveryPayload;
}
