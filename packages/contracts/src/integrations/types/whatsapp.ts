import { ApiSchema } from '@nestjs/swagger';
import { StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

const OPTIONAL = { optional: true, nullable: true };
const LANGUAGE = { ...OPTIONAL, default: 'en_US', description: 'The language of templates that are sent by the short syntax, where it names none.' };
const ACCOUNT = { ...OPTIONAL, description: 'The business id of the WhatsApp account: with the token beside it, templates are shown as they were sent.', example: 'your_whatsApp_account_id' };
const TOKEN = { ...OPTIONAL, description: 'The access token that templates of `accountId` are read with.', example: 'your_access_token' };

/** WhatsApp. */
@ApiSchema({ name: 'whatsapp' })
export class WhatsappIntegration extends ChannelIntegration {
  @TypeField('whatsapp')
  type: 'whatsapp';

  @StringField(LANGUAGE)
  hsmFallbackLanguage?: string | null;

  @StringField(ACCOUNT)
  accountId?: string | null;

  @StringField(TOKEN)
  accountManagementAccessToken?: string | null;

  @StringField({ ...OPTIONAL, readOnly: true, description: 'The phone number of the integration, once it is connected.', example: '15144441919' })
  phoneNumber?: string | null;
}

@ApiSchema({ name: 'whatsAppUpdate' })
export class WhatsappIntegrationUpdate extends ChannelIntegrationUpdate {
  @StringField(LANGUAGE)
  hsmFallbackLanguage?: string | null;

  @StringField(ACCOUNT)
  accountId?: string | null;

  @StringField(TOKEN)
  accountManagementAccessToken?: string | null;
}
