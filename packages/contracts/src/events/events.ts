import { ApiSchema } from '@nestjs/swagger';
import { ObjectField } from '../fields/index.js';
import {
  ConversationActivityPayload, ConversationCreatePayload, ConversationMembershipPayload, ConversationMessagePayload,
  ConversationPayload, UserRemovePayload,
} from './conversation-payloads.js';
import { Event } from './event.js';

@ApiSchema({ name: 'conversationCreateEvent', description: 'conversation:create' })
export class ConversationCreateEvent extends Event {
  @ObjectField(() => ConversationCreatePayload, { optional: true })
  payload?: ConversationCreatePayload;
}

@ApiSchema({ name: 'conversationJoinEvent', description: 'conversation:join' })
export class ConversationJoinEvent extends Event {
  @ObjectField(() => ConversationMembershipPayload, { optional: true })
  payload?: ConversationMembershipPayload;
}

@ApiSchema({ name: 'conversationLeaveEvent', description: 'conversation:leave' })
export class ConversationLeaveEvent extends Event {
  @ObjectField(() => ConversationMembershipPayload, { optional: true })
  payload?: ConversationMembershipPayload;
}

@ApiSchema({ name: 'conversationRemoveEvent', description: 'conversation:remove' })
export class ConversationRemoveEvent extends Event {
  @ObjectField(() => ConversationPayload, { optional: true })
  payload?: ConversationPayload;
}

@ApiSchema({ name: 'conversationMessageEvent', description: 'conversation:message' })
export class ConversationMessageEvent extends Event {
  @ObjectField(() => ConversationMessagePayload, { optional: true })
  payload?: ConversationMessagePayload;
}

@ApiSchema({ name: 'conversationReadEvent', description: 'conversation:read' })
export class ConversationReadEvent extends Event {
  @ObjectField(() => ConversationActivityPayload, { optional: true })
  payload?: ConversationActivityPayload;
}

@ApiSchema({ name: 'conversationTypingEvent', description: 'conversation:typing' })
export class ConversationTypingEvent extends Event {
  @ObjectField(() => ConversationActivityPayload, { optional: true })
  payload?: ConversationActivityPayload;
}

@ApiSchema({ name: 'userRemoveEvent', description: 'user:remove' })
export class UserRemoveEvent extends Event {
  @ObjectField(() => UserRemovePayload, { optional: true })
  payload?: UserRemovePayload;
}

/** Every event that is sent, by its trigger. */
export const EVENTS = {
  'conversation:create': ConversationCreateEvent,
  'conversation:join': ConversationJoinEvent,
  'conversation:leave': ConversationLeaveEvent,
  'conversation:remove': ConversationRemoveEvent,
  'conversation:message': ConversationMessageEvent,
  'conversation:read': ConversationReadEvent,
  'conversation:typing': ConversationTypingEvent,
  'user:remove': UserRemoveEvent,
} as const;
