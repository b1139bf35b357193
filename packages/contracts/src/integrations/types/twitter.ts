import { ApiSchema } from '@nestjs/swagger';
import { EnumField, StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

const KEY = { writeOnly: true, min: 1 };
const SECRET = { ...KEY, nullable: true };

/** Direct messages of Twitter. */
@ApiSchema({ name: 'twitter' })
export class TwitterIntegration extends ChannelIntegration {
  @TypeField('twitter')
  type: 'twitter';

  @EnumField(['enterprise'], { description: 'The tier of your Twitter app.' })
  tier: 'enterprise';

  @StringField({ optional: true, readOnly: true, min: 1, description: 'The label of a development environment, of tiers that are no longer offered.' })
  envName?: string;

  @StringField({ ...KEY, description: 'The consumer key of your Twitter app.', example: 'your_consumer_key' })
  consumerKey: string;

  @StringField({ ...SECRET, description: 'The consumer secret of your Twitter app.', example: 'your_consumer_secret' })
  consumerSecret: string | null;

  @StringField({ ...KEY, description: 'The key of the access token that your user granted.', example: 'your_access_token_key' })
  accessTokenKey: string;

  @StringField({ ...SECRET, description: 'The secret of that access token.', example: 'your_access_token_secret' })
  accessTokenSecret: string | null;
}

@ApiSchema({ name: 'twitterUpdate' })
export class TwitterIntegrationUpdate extends ChannelIntegrationUpdate {}
