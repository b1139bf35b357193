import { ApiSchema } from '@nestjs/swagger';
import { IdField, StringField, TimestampField } from '../fields/index.js';

@ApiSchema({ name: 'source', description: 'The source of the message.' })
export class Source {
  @StringField({ description: 'The channel from which a message originated: api, sdk, messenger …', example: 'api' })
  type!: string;

  @IdField({ optional: true, nullable: true, description: 'Which integration the message was sent from. For user messages only.' })
  integrationId?: string | null;

  @StringField({ optional: true, nullable: true, description: 'Message identifier assigned by the originating channel.' })
  originalMessageId?: string | null;

  @TimestampField({ optional: true, nullable: true, description: 'When the third party channel received the message.' })
  originalMessageTimestamp?: string | null;
}
