import { ApiSchema } from '@nestjs/swagger';
import { Client } from '../clients/client.js';
import { ConversationTruncated } from '../conversations/conversation.js';
import { EnumField, JsonField, ObjectField } from '../fields/index.js';
import { UserTruncated } from '../users/user.js';
import { SourceWebhook } from './source-webhook.js';
import { WebhookEvent } from './webhook-event.js';

const ADD_REASONS = ['channelLinking', 'sdkLogin', 'authCode'] as const;
const REMOVE_REASONS = ['api', 'linkCancelled', 'linkFailed', 'sdk', 'theft'] as const;
const UPDATE_REASONS = ['confirmed', 'blocked', 'unblocked', 'matched'] as const;

/** What the events of a client have in common. */
abstract class ClientPayload {
  @ObjectField(() => UserTruncated, { optional: true, description: 'The user whose client it is.' })
  user?: UserTruncated;

  @ObjectField(() => Client, { optional: true, description: 'The client, as the event left it.' })
  client?: Client;
}

@ApiSchema({ name: 'clientAddPayload' })
export class ClientAddPayload extends ClientPayload {
  @ObjectField(() => ConversationTruncated, { optional: true, nullable: true, description: 'The conversation that it is to be attached to; only for the reason `channelLinking`.' })
  conversation?: ConversationTruncated | null;

  @EnumField(ADD_REASONS, { optional: true, description: 'Why it was added.' })
  reason?: (typeof ADD_REASONS)[number];

  @ObjectField(() => SourceWebhook, { optional: true, description: 'Where the event came from.' })
  source?: SourceWebhook;
}

@ApiSchema({ name: 'clientRemovePayload' })
export class ClientRemovePayload extends ClientPayload {
  @ObjectField(() => ConversationTruncated, { optional: true, nullable: true, description: 'Its conversation; only for the reasons `theft`, `linkCancelled` and `linkFailed`.' })
  conversation?: ConversationTruncated | null;

  @EnumField(REMOVE_REASONS, { optional: true, description: 'Why it was removed.' })
  reason?: (typeof REMOVE_REASONS)[number];

  @JsonField({ optional: true, nullable: true, description: 'What went wrong; only for the reasons `linkCancelled` and `linkFailed`.' })
  error?: Record<string, unknown> | null;

  @ObjectField(() => SourceWebhook, { optional: true, description: 'Where the event came from.' })
  source?: SourceWebhook;
}

@ApiSchema({ name: 'clientUpdatePayload' })
export class ClientUpdatePayload extends ClientPayload {
  @ObjectField(() => ConversationTruncated, { optional: true, description: 'The conversation that the change came with.' })
  conversation?: ConversationTruncated;

  @EnumField(UPDATE_REASONS, { optional: true, description: 'Why it changed.' })
  reason?: (typeof UPDATE_REASONS)[number];
}

@ApiSchema({ name: 'clientAddEvent', description: 'client:add' })
export class ClientAddEvent extends WebhookEvent {
  @ObjectField(() => ClientAddPayload, { optional: true })
  payload?: ClientAddPayload;
}

@ApiSchema({ name: 'clientRemoveEvent', description: 'client:remove' })
export class ClientRemoveEvent extends WebhookEvent {
  @ObjectField(() => ClientRemovePayload, { optional: true })
  payload?: ClientRemovePayload;
}

@ApiSchema({ name: 'clientUpdateEvent', description: 'client:update' })
export class ClientUpdateEvent extends WebhookEvent {
  @ObjectField(() => ClientUpdatePayload, { optional: true })
  payload?: ClientUpdatePayload;
}
