import { IdParam } from '../openapi/index.js';

/** The path parameter that names a webhook. */
export const WebhookIdParam = () => IdParam('webhookId', 'The id of the webhook.', '5e554d2cac66fb73a3c01871');

/** The path parameter that names its integration. */
export const IntegrationIdParam = () => IdParam('integrationId', 'The id of the integration; `me` is the calling integration.', '029c31f25a21b47effd7be90');
