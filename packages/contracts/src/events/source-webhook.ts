import { ApiSchema } from '@nestjs/swagger';
import { IdField, StringField, TimestampField } from '../fields/index.js';

@ApiSchema({ name: 'sourceWebhook' })
export class SourceWebhook {
  @StringField({ optional: true, description: 'The channel from which it originated: api, sdk, messenger …', example: 'api' })
  type?: string;

  @IdField({ optional: true, description: 'Which integration it was sent from. For user messages only.' })
  integrationId?: string;

  @StringField({ optional: true, nullable: true, description: 'Message identifier assigned by the originating channel.' })
  originalMessageId?: string | null;

  @TimestampField({ optional: true, nullable: true, description: 'When the third-party channel received the message.' })
  originalMessageTimestamp?: string | null;
}
