import { ApiSchema } from '@nestjs/swagger';
import { StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

const AUTHENTICATION = { optional: true, min: 88, description: 'The secret that the `state` of Apple’s authentication messages is made with: at least 88 characters.' };

/** Apple Messages for Business. */
@ApiSchema({ name: 'apple' })
export class AppleIntegration extends ChannelIntegration {
  @TypeField('apple')
  type: 'apple';

  @StringField({ description: 'The business’s id at Apple Messages for Business.', example: '2740f141-89c1-515f-07eb-1128dd73491' })
  businessId: string;

  @StringField({ writeOnly: true, description: 'The API secret of your Messaging Service Provider.', example: 'your_api_secret' })
  apiSecret: string;

  @StringField({ description: 'The id of your Messaging Service Provider.', example: 'e7e495d5-bf78-531d-baf6-7f419f7fb592' })
  mspId: string;

  @StringField(AUTHENTICATION)
  authenticationMessageSecret?: string;
}

@ApiSchema({ name: 'appleUpdate' })
export class AppleIntegrationUpdate extends ChannelIntegrationUpdate {
  @StringField(AUTHENTICATION)
  authenticationMessageSecret?: string;
}
