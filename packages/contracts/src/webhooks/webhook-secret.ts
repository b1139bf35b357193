import { ApiSchema } from '@nestjs/swagger';
import { IntegerField, ObjectField, TimestampField } from '../fields/index.js';
import { Webhook } from './webhook.js';

/** How long two secrets are valid, in seconds. */
export const SECRET_OVERLAP = { default: 86_400, max: 30 * 86_400 };

@ApiSchema({ name: 'webhookSecretRotateBody' })
export class WebhookSecretRotateBody {
  @IntegerField({
    optional: true, min: 0, ...SECRET_OVERLAP, example: 3600,
    description: 'Seconds for which the secret before stays valid beside the new one; with 0, for one that somebody else may know, it is not valid any more at once.',
  })
  overlapSeconds?: number;
}

@ApiSchema({ name: 'webhookSecretResponse' })
export class WebhookSecretResponse {
  @ObjectField(() => Webhook, { description: 'The webhook, with its new secret.' })
  webhook: Webhook;

  @TimestampField({ optional: true, description: 'Until when the secret before is valid too, and is the one of `X-API-Key`. Absent when it is not.', example: '2026-11-29T14:10:00.000Z' })
  previousSecretValidUntil?: string;
}
