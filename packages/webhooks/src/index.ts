export { Webhooks1764000006000 } from './migrations/1764000006000-webhooks.js';
export { DeletedWebhooks1764000012000 } from './migrations/1764000012000-deleted-webhooks.js';
export { WebhooksModule } from './webhooks.module.js';
export { WebhooksService } from './webhooks/webhooks.service.js';
export { DeliveryWorker, type DeliveryWorkerParts } from './deliveries/delivery-worker.js';
export { LEASE_SECONDS, type DeliveryObserver, type DeliveryOptions, type DeliveryResult } from './deliveries/delivery-options.js';
export { backlog, type Backlog } from './deliveries/backlog.js';
export { purgeDeadDeliveries } from './deliveries/purge.js';
export { purgeDeletedWebhooks } from './deliveries/purge-deleted-webhooks.js';
