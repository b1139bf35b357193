import { ApiSchema } from '@nestjs/swagger';
import { IdField, StringField, TimestampField } from '../fields/index.js';

/** What every event says of itself; `payload` depends on its type. */
@ApiSchema({ name: 'eventSubSchema' })
export class WebhookEvent {
  @IdField({ optional: true, description: 'The unique ID of the event: the same in every attempt to deliver it.', example: '0ca7d56ba7b2e081e479fe9e' })
  id?: string;

  @StringField({ optional: true, description: 'The type of the event, one of the triggers of the webhook.', example: 'conversation:message' })
  type?: string;

  @TimestampField({ optional: true, description: 'When the event was generated.', example: '2020-02-25T18:06:37.547Z' })
  createdAt?: string;
}
