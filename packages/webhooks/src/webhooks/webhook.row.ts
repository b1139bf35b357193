import type { Webhook } from '@parley/contracts';

/** A row of `webhooks` as the API's use cases read it. */
export interface WebhookRow {
  readonly id: string;
  readonly integration_id: string;
  readonly target: string;
  readonly triggers: string[];
  readonly secret: string;
  readonly include_full_user: boolean;
  readonly include_full_source: boolean;
}

/** The version of the payloads that are delivered. */
export const WEBHOOK_VERSION = 'v2';

/** The API's form of a webhook. Its secret stays readable (openapi.yaml, Securing Webhooks). */
export const toWebhook = (row: WebhookRow): Webhook => ({
  id: row.id,
  version: WEBHOOK_VERSION,
  target: row.target,
  triggers: row.triggers,
  secret: row.secret,
  includeFullUser: row.include_full_user,
  includeFullSource: row.include_full_source,
});
