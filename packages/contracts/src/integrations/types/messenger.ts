import { ApiSchema } from '@nestjs/swagger';
import { NumberField, StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

const TOKEN = { description: 'The access token of the Facebook page.', example: 'your_access_token' };

/** Facebook Messenger. */
@ApiSchema({ name: 'messenger' })
export class MessengerIntegration extends ChannelIntegration {
  @TypeField('messenger')
  type: 'messenger';

  // Not write-only: openapi.yaml shows it, unlike Instagram's.
  @StringField({ ...TOKEN, nullable: true })
  pageAccessToken: string | null;

  @StringField({ description: 'The id of your Facebook app.', example: 'your_facebook_app_id' })
  appId: string;

  @StringField({ writeOnly: true, nullable: true, description: 'The secret of your Facebook app.', example: 'your_facebook_app_secret' })
  appSecret: string | null;

  @NumberField({ optional: true, description: 'The id of the Facebook page.', example: 123212323432123 })
  pageId?: number;

  @StringField({ optional: true, description: 'The name of the Facebook page.', example: 'An awesome page' })
  pageName?: string;
}

@ApiSchema({ name: 'messengerUpdate' })
export class MessengerIntegrationUpdate extends ChannelIntegrationUpdate {
  @StringField({ ...TOKEN, optional: true })
  pageAccessToken?: string;
}
