export { WEBHOOK_TRIGGERS, type WebhookTrigger } from './triggers.js';
export { SECRET_OVERLAP, WebhookSecretResponse, WebhookSecretRotateBody } from './webhook-secret.js';
export { WebhookBody, WebhookCreateBody } from './webhook-body.js';
export { Webhook, WebhookListResponse, WebhookResponse } from './webhook.js';
