import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, StringField } from '../fields/index.js';
import { WebhookCreateBody } from '../webhooks/webhook-body.js';

const DISPLAY_NAME = {
  min: 1, max: 100, nullable: true, optional: true,
  description: 'A human-friendly name used to identify the integration. `displayName` can be unset by changing it to `null`.',
  example: 'My awesome integration',
};

/** A custom integration to be made, with its one webhook (openapi.yaml, custom). More are added through their own endpoint. */
@ApiSchema({ name: 'integrationCreateBody' })
export class IntegrationCreateBody {
  @StringField({ description: 'The type of the integration. This version offers `custom`.', example: 'custom' })
  type: string;

  @StringField(DISPLAY_NAME)
  displayName?: string | null;

  // Demanded by the use case, once the type is known to be one that has webhooks.
  @ArrayField(() => WebhookCreateBody, { min: 1, max: 1, optional: true, description: 'The webhook of the custom integration.' })
  webhooks?: WebhookCreateBody[];
}

/** What may be changed of a custom integration (openapi.yaml, customUpdate). */
@ApiSchema({ name: 'integrationUpdate' })
export class IntegrationUpdateBody {
  @StringField(DISPLAY_NAME)
  displayName?: string | null;
}
