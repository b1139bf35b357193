import { ApiSchema } from '@nestjs/swagger';
import { Client } from '../clients/client.js';
import { Device } from '../clients/device.js';
import { IdField, ObjectField, StringField, TimestampField } from '../fields/index.js';

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

  @ObjectField(() => Client, { optional: true, nullable: true, description: 'The client that was used. In webhooks only, if `includeFullSource` is enabled.' })
  client?: Client | null;

  @ObjectField(() => Device, { optional: true, nullable: true, description: 'The device that was used. In webhooks only, if `includeFullSource` is enabled.' })
  device?: Device | null;
}
