import { ApiSchema } from '@nestjs/swagger';
import { ObjectField } from '../fields/index.js';
import {
  ConversationActivityPayload, ConversationCreatePayload, ConversationMembershipPayload, ConversationMessagePayload,
  ConversationPayload, UserRemovePayload,
} from './conversation-payloads.js';
import { ConversationPostbackPayload, ConversationReferralPayload } from './channel-event-payloads.js';
import { WebhookEvent } from './webhook-event.js';

@ApiSchema({ name: 'conversationCreateEvent', description: 'conversation:create' })
export class ConversationCreateEvent extends WebhookEvent {
  @ObjectField(() => ConversationCreatePayload, { optional: true })
  payload?: ConversationCreatePayload;
}

@ApiSchema({ name: 'conversationJoinEvent', description: 'conversation:join' })
export class ConversationJoinEvent extends WebhookEvent {
  @ObjectField(() => ConversationMembershipPayload, { optional: true })
  payload?: ConversationMembershipPayload;
}

@ApiSchema({ name: 'conversationLeaveEvent', description: 'conversation:leave' })
export class ConversationLeaveEvent extends WebhookEvent {
  @ObjectField(() => ConversationMembershipPayload, { optional: true })
  payload?: ConversationMembershipPayload;
}

@ApiSchema({ name: 'conversationRemoveEvent', description: 'conversation:remove' })
export class ConversationRemoveEvent extends WebhookEvent {
  @ObjectField(() => ConversationPayload, { optional: true })
  payload?: ConversationPayload;
}

@ApiSchema({ name: 'conversationMessageEvent', description: 'conversation:message' })
export class ConversationMessageEvent extends WebhookEvent {
  @ObjectField(() => ConversationMessagePayload, { optional: true })
  payload?: ConversationMessagePayload;
}

@ApiSchema({ name: 'conversationPostbackEvent', description: 'conversation:postback' })
export class ConversationPostbackEvent extends WebhookEvent {
  @ObjectField(() => ConversationPostbackPayload, { optional: true })
  payload?: ConversationPostbackPayload;
}

@ApiSchema({ name: 'conversationReferralEvent', description: 'conversation:referral' })
export class ConversationReferralEvent extends WebhookEvent {
  @ObjectField(() => ConversationReferralPayload, { optional: true })
  payload?: ConversationReferralPayload;
}

@ApiSchema({ name: 'conversationReadEvent', description: 'conversation:read' })
export class ConversationReadEvent extends WebhookEvent {
  @ObjectField(() => ConversationActivityPayload, { optional: true })
  payload?: ConversationActivityPayload;
}

@ApiSchema({ name: 'conversationTypingEvent', description: 'conversation:typing' })
export class ConversationTypingEvent extends WebhookEvent {
  @ObjectField(() => ConversationActivityPayload, { optional: true })
  payload?: ConversationActivityPayload;
}

@ApiSchema({ name: 'userRemoveEvent', description: 'user:remove' })
export class UserRemoveEvent extends WebhookEvent {
  @ObjectField(() => UserRemovePayload, { optional: true })
  payload?: UserRemovePayload;
}
