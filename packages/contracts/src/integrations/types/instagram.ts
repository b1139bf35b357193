import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

const TOKEN = { description: 'The access token of the Facebook page that the Instagram account belongs to.', example: 'your_page_access_token' };
const REPLIES = { optional: true, description: 'Whether an answer to one of your stories becomes a message.' };
const MENTIONS = { optional: true, description: 'Whether a mention in somebody’s story becomes a referral.' };
const TOLD = { optional: true, readOnly: true };

/** Instagram Direct. */
@ApiSchema({ name: 'instagram' })
export class InstagramIntegration extends ChannelIntegration {
  @TypeField('instagram')
  type: 'instagram';

  @StringField({ ...TOKEN, writeOnly: true, nullable: true })
  pageAccessToken: string | null;

  @StringField({ description: 'The id of your Facebook app.', example: 'your_facebook_app_id' })
  appId: string;

  @StringField({ writeOnly: true, nullable: true, description: 'The secret of your Facebook app.', example: 'your_facebook_app_secret' })
  appSecret: string | null;

  @StringField({ ...TOLD, description: 'The name of the Instagram business account.' })
  businessName?: string;

  @StringField({ ...TOLD, description: 'Its unique user name.' })
  businessUsername?: string;

  @StringField({ ...TOLD, description: 'The id of the Facebook page it belongs to.', example: '106731941223392' })
  pageId?: string;

  @StringField({ ...TOLD, description: 'The id of the Instagram business account.', example: '17841444303043201' })
  businessId?: string;

  @StringField({ ...TOLD, description: 'The Facebook user who connected it.' })
  username?: string;

  @StringField({ ...TOLD, description: 'That user’s id.' })
  userId?: string;

  @BooleanField({ ...REPLIES, default: true })
  storyRepliesEnabled?: boolean;

  @BooleanField({ ...MENTIONS, default: true })
  storyMentionsEnabled?: boolean;
}

@ApiSchema({ name: 'instagramUpdate' })
export class InstagramIntegrationUpdate extends ChannelIntegrationUpdate {
  @StringField({ ...TOKEN, optional: true })
  pageAccessToken?: string;

  @BooleanField(REPLIES)
  storyRepliesEnabled?: boolean;

  @BooleanField(MENTIONS)
  storyMentionsEnabled?: boolean;
}
