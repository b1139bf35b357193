import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, EnumField, StringField } from '../fields/index.js';
import { INTEGRATION_TYPES } from './integration.js';
import { WebhookCreateBody } from '../webhooks/webhook-body.js';

const DISPLAY_NAME = {
  min: 1, max: 100, nullable: true, optional: true,
  description: 'A human-friendly name used to identify the integration. `displayName` can be unset by changing it to `null`.',
  example: 'My awesome integration',
};

/** A custom integration to be made, with its one webhook (openapi.yaml, custom). More are added through their own endpoint. */
@ApiSchema({ name: 'integrationCreateBody' })
export class IntegrationCreateBody {
  @EnumField(INTEGRATION_TYPES, { description: 'The type of the integration. This version offers `custom`.', example: 'custom' })
  type: string;

  @StringField(DISPLAY_NAME)
  displayName?: string | null;

  @ArrayField(() => WebhookCreateBody, { min: 1, max: 1, description: 'The webhook of the custom integration.' })
  webhooks?: WebhookCreateBody[];
}

/** What may be changed of a custom integration (openapi.yaml, customUpdate). */
@ApiSchema({ name: 'integrationUpdate' })
export class IntegrationUpdateBody {
  @StringField(DISPLAY_NAME)
  displayName?: string | null;
}
