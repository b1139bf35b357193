import { ApiSchema } from '@nestjs/swagger';
import { Links, Meta } from '../common/page.js';
import { ArrayField, EnumField, IdField, IntegerField, ObjectField, StringField, TimestampField } from '../fields/index.js';

/** openapi.yaml, and `email`, which is ours (docs/decisions/0150). */
export const CLIENT_TYPES = [
  'apple', 'email', 'gbm', 'googlercs', 'instagram', 'kakao', 'line', 'mailgun', 'messagebird', 'messenger', 'slackconnect', 'sdk',
  'telegram', 'twilio', 'twitter', 'viber', 'wechat', 'whatsapp',
] as const;
export type ClientType = (typeof CLIENT_TYPES)[number];

@ApiSchema({ name: 'clientAssociation' })
export class ClientAssociation {
  @EnumField(CLIENT_TYPES, { optional: true, description: 'The type of integration that the client represents.', example: 'telegram' })
  type?: ClientType;

  @IdField({ optional: true, description: 'The id of the client being referenced.', example: '42589ad070d43be9b00ff7e5' })
  clientId?: string;
}

@ApiSchema({ name: 'participant' })
export class Participant {
  @IdField({ optional: true, description: 'The unique ID of the participant.', example: 'c93bb9c14dde8ffb94564eae' })
  id?: string;

  @IdField({ optional: true, description: 'The id of the associated user.', example: '42589ad070d43be9b00ff7e5' })
  userId?: string;

  @IntegerField({ optional: true, description: 'Number of messages the user has not yet read.', example: 0 })
  unreadCount?: number;

  @ArrayField(() => ClientAssociation, { optional: true, description: 'The clients that are active in the conversation, the most recent first.' })
  clientAssociations?: ClientAssociation[];

  @StringField({ optional: true, nullable: true, description: 'The externalId of the associated user.', example: 'your-own-id' })
  userExternalId?: string | null;

  @TimestampField({ optional: true, nullable: true, description: 'The latest message the user has read.', example: '2019-01-14T18:55:12.515Z' })
  lastRead?: string | null;
}

@ApiSchema({ name: 'participantListResponse' })
export class ParticipantListResponse {
  @ArrayField(() => Participant, { optional: true })
  participants?: Participant[];

  @ObjectField(() => Meta, { optional: true })
  meta?: Meta;

  @ObjectField(() => Links, { optional: true })
  links?: Links;
}
