import { ApiSchema } from '@nestjs/swagger';
import { MetadataField, ObjectField, StringField } from '../fields/index.js';
import { User } from '../users/user.js';
import { ConversationPayload } from './conversation-payloads.js';
import { SourceWebhook } from './source-webhook.js';

@ApiSchema({ name: 'postbackWebhook' })
export class PostbackWebhook {
  @StringField({ optional: true, multiline: true, description: 'The payload associated with the postback.' })
  payload?: string;

  @MetadataField({ optional: true, nullable: true })
  metadata?: Record<string, string | number | boolean> | null;
}

@ApiSchema({ name: 'referralDetails' })
export class ReferralDetails {
  @StringField({ optional: true, description: 'The source of the referral: MESSENGER_CODE, ADS …', example: 'MESSENGER_CODE' })
  source?: string;

  @StringField({ optional: true, description: 'The type of the referral, typically OPEN-THREAD.', example: 'OPEN-THREAD' })
  type?: string;

  @StringField({ optional: true, nullable: true, description: 'The id of the advertisement, where the referral came from one.', example: '4216212847577' })
  adId?: string | null;
}

@ApiSchema({ name: 'referral', description: 'Where a user came from who was referred to a conversation.' })
export class Referral {
  @StringField({ optional: true, description: 'Identifies the referral.' })
  code?: string;

  @ObjectField(() => ReferralDetails, { optional: true, nullable: true, description: 'What else is known of it.' })
  details?: ReferralDetails | null;
}

/** What the events of a channel have in common that are no messages. */
abstract class ChannelEventPayload extends ConversationPayload {
  @ObjectField(() => User, { optional: true, description: 'The user who did it.' })
  user?: User;

  @ObjectField(() => SourceWebhook, { optional: true, description: 'Where it came from.' })
  source?: SourceWebhook;
}

@ApiSchema({ name: 'conversationPostbackPayload' })
export class ConversationPostbackPayload extends ChannelEventPayload {
  @ObjectField(() => PostbackWebhook, { optional: true, description: 'The postback associated with the event.' })
  postback?: PostbackWebhook;
}

@ApiSchema({ name: 'conversationReferralPayload' })
export class ConversationReferralPayload extends ChannelEventPayload {
  @ObjectField(() => Referral, { optional: true })
  referral?: Referral;
}
