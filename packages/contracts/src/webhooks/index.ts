export { WEBHOOK_TRIGGERS, type WebhookTrigger } from './triggers.js';
export { SECRET_OVERLAP, WebhookSecretResponse, WebhookSecretRotateBody } from './webhook-secret.js';
export {
  ATTEMPT_RESULTS, DeadDelivery, DeadDeliveryListResponse, DeadDeliveryResponse, WebhookAttempt, WebhookAttemptListResponse,
} from './webhook-log.js';
export { WEBHOOK_STATUSES, WebhookReplay, WebhookReplayBody, WebhookReplayResponse, WebhookState, WebhookStateResponse } from './webhook-state.js';
export { WebhookBody, WebhookCreateBody } from './webhook-body.js';
export { Webhook, WebhookListResponse, WebhookResponse } from './webhook.js';
