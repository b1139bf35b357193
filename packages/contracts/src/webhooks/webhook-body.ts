import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, EnumArrayField, StringField } from '../fields/index.js';
import { WEBHOOK_TRIGGERS } from './triggers.js';

const TARGET = { max: 2048, description: 'URL to be called when the webhook is triggered.', example: 'https://example.com/callback' };
const TRIGGERS = {
  description: 'An array of triggers the integration is subscribed to. This property is case sensitive.',
  example: ['conversation:read', 'conversation:message'],
};
const FULL_USER = {
  optional: true,
  default: false,
  description: 'Whether webhook payloads should include the complete user schema for events involving a specific user.',
};
const FULL_SOURCE = {
  optional: true,
  default: false,
  description: 'Whether webhook payloads should include the client and device object (when applicable).',
};

/** What a webhook is made of (openapi.yaml, webhookCreateBody). */
@ApiSchema({ name: 'webhookCreateBody' })
export class WebhookCreateBody {
  @StringField(TARGET)
  target: string;

  @EnumArrayField(WEBHOOK_TRIGGERS, TRIGGERS)
  triggers: string[];

  @BooleanField(FULL_USER)
  includeFullUser?: boolean;

  @BooleanField(FULL_SOURCE)
  includeFullSource?: boolean;
}

/** What may be changed of a webhook (openapi.yaml, webhookBody). */
@ApiSchema({ name: 'webhookBody' })
export class WebhookBody {
  @StringField({ ...TARGET, optional: true })
  target?: string;

  @EnumArrayField(WEBHOOK_TRIGGERS, { ...TRIGGERS, optional: true })
  triggers?: string[];

  @BooleanField(FULL_USER)
  includeFullUser?: boolean;

  @BooleanField(FULL_SOURCE)
  includeFullSource?: boolean;
}
