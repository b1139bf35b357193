import { ApiSchema } from '@nestjs/swagger';
import { Beside } from '../../fields/beside.js';
import { StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

/** SMS by Twilio. */
@ApiSchema({ name: 'twilio' })
export class TwilioIntegration extends ChannelIntegration {
  @TypeField('twilio')
  type: 'twilio';

  @StringField({ description: 'The SID of the Twilio account.', example: 'your_account_sid' })
  @Beside<TwilioIntegration>(({ phoneNumberSid, messagingServiceSid }) => (phoneNumberSid ?? messagingServiceSid) === undefined ? 'needs phoneNumberSid or messagingServiceSid beside it' : undefined)
  accountSid: string;

  @StringField({ writeOnly: true, nullable: true, min: 1, description: 'The token of the Twilio account.', example: 'your_auth_token' })
  authToken: string | null;

  @StringField({ optional: true, min: 1, description: 'The SID of a phone number. It or `messagingServiceSid` is required.', example: 'your_phone_number_sid' })
  phoneNumberSid?: string;

  @StringField({ optional: true, min: 1, description: 'The SID of a messaging service. It or `phoneNumberSid` is required.', example: 'your_messaging_service_sid' })
  messagingServiceSid?: string;
}

@ApiSchema({ name: 'twilioUpdate' })
export class TwilioIntegrationUpdate extends ChannelIntegrationUpdate {}
