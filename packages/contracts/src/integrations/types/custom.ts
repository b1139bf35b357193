import { ApiSchema } from '@nestjs/swagger';
import { ArrayField } from '../../fields/index.js';
import { WebhookCreateBody } from '../../webhooks/webhook-body.js';
import { Webhook } from '../../webhooks/webhook.js';
import { IntegrationBase, IntegrationUpdateBase, TypeField } from '../integration-base.js';

/** A business system, as it is answered. */
@ApiSchema({ name: 'custom' })
export class CustomIntegration extends IntegrationBase {
  @TypeField('custom')
  type: 'custom';

  // openapi.yaml says exactly one, for body and answer alike; DeleteWebhook may nevertheless take it.
  @ArrayField(() => Webhook, {
    max: 1,
    description: 'The first webhook of a custom integration: the one it was made with. Empty when all have been deleted. ListWebhooks answers all of them.',
  })
  webhooks: Webhook[];
}

/** A custom integration is made with its one webhook; more are added through their own endpoint. */
@ApiSchema({ name: 'customCreate' })
export class CustomIntegrationCreate extends IntegrationBase {
  @TypeField('custom')
  type: 'custom';

  @ArrayField(() => WebhookCreateBody, { min: 1, max: 1, description: 'The webhook of the custom integration.' })
  webhooks: WebhookCreateBody[];
}

@ApiSchema({ name: 'customUpdate' })
export class CustomIntegrationUpdate extends IntegrationUpdateBase {}
