import type { Webhook } from '@parley/contracts';
import type { Endpoint, SealedEndpoint } from './endpoint.js';

/** A row of `webhooks` as the API's use cases read it. */
export interface WebhookRow extends SealedEndpoint {
  readonly integration_id: string;
  readonly triggers: string[];
  readonly include_full_user: boolean;
  readonly include_full_source: boolean;
}

/** The version of the payloads that are delivered. */
export const WEBHOOK_VERSION = 'v2';

/** The API's form of a webhook. Its secret stays readable (openapi.yaml, Securing Webhooks). */
export const toWebhook = (row: WebhookRow, { target, secret }: Endpoint): Webhook => ({
  id: row.id,
  version: WEBHOOK_VERSION,
  target,
  triggers: row.triggers,
  secret,
  includeFullUser: row.include_full_user,
  includeFullSource: row.include_full_source,
});
