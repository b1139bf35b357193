import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, BooleanField, IdField, ObjectField, StringArrayField, StringField } from '../fields/index.js';

/** A webhook as the API answers it (openapi.yaml, webhook). */
@ApiSchema({ name: 'webhook' })
export class Webhook {
  @IdField({ readOnly: true, optional: true, description: 'A unique identifier for the webhook.', example: '5e554d2cac66fb73a3c01871' })
  id: string;

  @StringField({ readOnly: true, optional: true, description: 'Schema version of the payload delivered to this webhook.', example: 'v2' })
  version: string;

  @StringField({ description: 'URL to be called when the webhook is triggered.', example: 'https://example.com/callback' })
  target: string;

  @StringArrayField({}, {
    description: 'An array of triggers the integration is subscribed to. This property is case sensitive.',
    example: ['conversation:read', 'conversation:message'],
  })
  triggers: string[];

  @StringField({ optional: true, description: 'Webhook secret, used to verify the origin of incoming requests.', example: '8564b3e6a8b20a4bdb68b05ce9bc5936' })
  secret: string;

  @BooleanField({
    optional: true,
    default: false,
    description: 'Whether webhook payloads should include the complete user schema for events involving a specific user.',
  })
  includeFullUser: boolean;

  @BooleanField({
    optional: true,
    default: false,
    description: 'Whether webhook payloads should include the client and device object (when applicable).',
  })
  includeFullSource: boolean;
}

/** openapi.yaml, WebhookResponse. */
@ApiSchema({ name: 'webhookResponse' })
export class WebhookResponse {
  @ObjectField(() => Webhook, { optional: true, description: 'The webhook.' })
  webhook: Webhook;
}

/** openapi.yaml, webhookListResponse. */
@ApiSchema({ name: 'webhookListResponse' })
export class WebhookListResponse {
  @ArrayField(() => Webhook, { optional: true, description: 'List of webhooks associated with the integration.' })
  webhooks: Webhook[];
}
