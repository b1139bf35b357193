import { ApiSchema } from '@nestjs/swagger';
import { BooleanField } from '../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from './channel-integration.js';

const LIST = {
  optional: true, example: false,
  description: 'Whether users see the list of their conversations; of apps with `settings.multiConvoEnabled` only.',
};
const MORE = { optional: true, description: 'Whether users may begin further conversations on this integration.' };

/** What every integration of an SDK has beside. */
@ApiSchema({ name: 'sdkIntegration' })
export class SdkIntegration extends ChannelIntegration {
  @BooleanField({ ...LIST, default: true })
  canUserSeeConversationList?: boolean;

  @BooleanField(MORE)
  canUserCreateMoreConversations?: boolean;

  @BooleanField({ optional: true, readOnly: true, default: true, description: 'Whether users may send attachments.' })
  attachmentsEnabled?: boolean;
}

/** What may be changed of any of them. */
@ApiSchema({ name: 'sdkIntegrationUpdate' })
export class SdkIntegrationUpdate extends ChannelIntegrationUpdate {
  @BooleanField(LIST)
  canUserSeeConversationList?: boolean;

  @BooleanField(MORE)
  canUserCreateMoreConversations?: boolean;
}
