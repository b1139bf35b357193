import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, IdField, StringField } from '../fields/index.js';
import { TypeField } from '../integrations/integration-base.js';

/** `+`, the country code, and the number; spaces and dashes may stand between digits (openapi.yaml, phoneNumber). */
const PHONE = /^\+[1-9](?:[ -]?\d){5,14}$/;

/** Who a user is on a channel. */
abstract class MatchCriteriaBase {
  @IdField({ description: 'The integration to link. Must be of the given type.', example: '582dedf230e788746891281a' })
  integrationId!: string;

  @BooleanField({ optional: true, default: true, description: "Whether the client becomes the target conversation's primary one." })
  primary?: boolean;
}

abstract class PhoneCriteria extends MatchCriteriaBase {
  @StringField({
    max: 128, pattern: PHONE, patternMeaning: 'begin with + and the country code, such as +1 212-555-2368', example: '+15550001234',
    description: "The user's phone number, with + and the country code; spaces and dashes are allowed.",
  })
  phoneNumber!: string;
}

/** Ours, as the type of integration is: docs/decisions/0150. */
@ApiSchema({ name: 'matchCriteriaEmail' })
export class EmailCriteria extends MatchCriteriaBase {
  @TypeField('email')
  type!: 'email';

  @StringField({ max: 320, format: 'email', description: "The user's email address.", example: 'steveb@channel5.com' })
  address!: string;
}

@ApiSchema({ name: 'matchCriteriaMailgun' })
export class MailgunCriteria extends MatchCriteriaBase {
  @TypeField('mailgun')
  type!: 'mailgun';

  @StringField({ max: 320, format: 'email', description: "The user's email address.", example: 'steveb@channel5.com' })
  address!: string;

  @StringField({ optional: true, description: 'The subject of the e-mail that asks the user.' })
  subject?: string;
}

@ApiSchema({ name: 'matchCriteriaMessagebird' })
export class MessagebirdCriteria extends PhoneCriteria {
  @TypeField('messagebird')
  type!: 'messagebird';
}

@ApiSchema({ name: 'matchCriteriaTwilio' })
export class TwilioCriteria extends PhoneCriteria {
  @TypeField('twilio')
  type!: 'twilio';
}

@ApiSchema({ name: 'matchCriteriaWhatsapp' })
export class WhatsappCriteria extends PhoneCriteria {
  @TypeField('whatsapp')
  type!: 'whatsapp';
}

export type MatchCriteria = EmailCriteria | MailgunCriteria | MessagebirdCriteria | TwilioCriteria | WhatsappCriteria;

/** openapi.yaml, schema `matchCriteria`, and `email`: the channels that can be linked through the API. */
export const MATCH_CRITERIA = {
  property: 'type',
  types: { email: () => EmailCriteria, mailgun: () => MailgunCriteria, messagebird: () => MessagebirdCriteria, twilio: () => TwilioCriteria, whatsapp: () => WhatsappCriteria },
} as const;
