import { ApiSchema } from '@nestjs/swagger';
import { Beside } from '../../fields/beside.js';
import { StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

const OPTIONAL = { optional: true, nullable: true };
const LANGUAGE = { ...OPTIONAL, default: 'en_US', description: 'The language of templates that are sent by the short syntax, where it names none.' };
const ACCOUNT = { ...OPTIONAL, description: 'The business id of the WhatsApp account: with the token beside it, templates are shown as they were sent.', example: 'your_whatsApp_account_id' };
const TOKEN = { ...OPTIONAL, description: 'The access token that templates of `accountId` are read with.', example: 'your_access_token' };

const ACCESS_TOKEN = { optional: true, writeOnly: true, min: 1, description: 'A permanent access token of a system user, with whatsapp_business_messaging and whatsapp_business_management.', example: 'your_access_token' };
const APP_SECRET = { optional: true, writeOnly: true, min: 1, description: 'The secret of your Meta app, which signs what comes from WhatsApp.', example: 'your_app_secret' };
const VERIFY_TOKEN = { optional: true, writeOnly: true, min: 1, max: 256, description: 'A token of your choice: the one that you give Meta with the URL of the webhook.', example: 'your_verify_token' };
const PHONE_NUMBER_ID = {
  optional: true, pattern: /^\d{1,64}$/, patternMeaning: 'be an id of digits',
  description: 'The id of the phone number at Meta. With `accessToken`, `accountId`, `appSecret` and `verifyToken` the integration is connected.', example: '106540352242922',
};
const NEEDED = ['accountId', 'phoneNumberId', 'appSecret', 'verifyToken'] as const;

/** WhatsApp. The fields that openapi.yaml does not know connect it with Meta's Cloud API: docs/decisions/0145. */
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

  @StringField(ACCESS_TOKEN)
  @Beside<WhatsappIntegration>((given) => (given.accessToken === undefined || NEEDED.every((name) => given[name] ?? false) ? undefined : `needs ${NEEDED.slice(0, -1).join(', ')} and ${NEEDED.at(-1)} beside it`))
  accessToken?: string;

  @StringField(PHONE_NUMBER_ID)
  phoneNumberId?: string;

  @StringField(APP_SECRET)
  appSecret?: string;

  @StringField(VERIFY_TOKEN)
  verifyToken?: string;

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

  @StringField(ACCESS_TOKEN)
  accessToken?: string;

  @StringField(PHONE_NUMBER_ID)
  phoneNumberId?: string;

  @StringField(APP_SECRET)
  appSecret?: string;

  @StringField(VERIFY_TOKEN)
  verifyToken?: string;
}
