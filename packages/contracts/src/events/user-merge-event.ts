import { ApiSchema } from '@nestjs/swagger';
import { Client } from '../clients/client.js';
import { ConversationTruncated } from '../conversations/conversation.js';
import { EnumField, MetadataField, ObjectField } from '../fields/index.js';
import { User } from '../users/user.js';
import { WebhookEvent } from './webhook-event.js';

const REASONS = ['api', 'channelLinking', 'sdkLogin'] as const;

@ApiSchema({ name: 'mergedUsers' })
export class MergedUsers {
  @ObjectField(() => User, { optional: true, description: 'The user that now represents both.' })
  surviving?: User;

  @ObjectField(() => User, { optional: true, description: 'The user that became part of the surviving one.' })
  discarded?: User;
}

@ApiSchema({ name: 'mergedConversations' })
export class MergedConversations {
  @ObjectField(() => ConversationTruncated, { optional: true, description: 'The conversation that now represents both.' })
  surviving?: ConversationTruncated;

  @ObjectField(() => ConversationTruncated, { optional: true, description: 'The conversation that became part of the surviving one.' })
  discarded?: ConversationTruncated;
}

@ApiSchema({ name: 'mergedClients' })
export class MergedClients {
  @ObjectField(() => Client, { optional: true, description: 'The client that was there before.' })
  surviving?: Client;

  @ObjectField(() => Client, { optional: true, description: 'The pending client that was discarded.' })
  discarded?: Client;
}

@ApiSchema({ name: 'userMergePayload' })
export class UserMergePayload {
  @ObjectField(() => MergedUsers, { optional: true, description: 'The users that were merged.' })
  mergedUsers?: MergedUsers;

  @ObjectField(() => MergedConversations, { optional: true, nullable: true, description: 'The conversations that were merged; absent when none were.' })
  mergedConversations?: MergedConversations | null;

  @ObjectField(() => MergedClients, { optional: true, nullable: true, description: 'The clients that were merged; absent when none were.' })
  mergedClients?: MergedClients | null;

  @MetadataField({ optional: true, nullable: true, description: 'Metadata of the discarded user that the limit of 4096 bytes had no room for.' })
  discardedMetadata?: Record<string, string | number | boolean> | null;

  @EnumField(REASONS, { optional: true, description: 'Why the users were merged.' })
  reason?: (typeof REASONS)[number];
}

@ApiSchema({ name: 'userMergeEvent', description: 'user:merge' })
export class UserMergeEvent extends WebhookEvent {
  @ObjectField(() => UserMergePayload, { optional: true })
  payload?: UserMergePayload;
}
