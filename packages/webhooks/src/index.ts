export { WebhooksModule } from './webhooks.module.js';
export { WebhooksService } from './webhooks/webhooks.service.js';
export { DeliveryWorker, type DeliveryWorkerParts } from './deliveries/delivery-worker.js';
export { LEASE_SECONDS, type DeliveryObserver, type DeliveryOptions, type DeliveryResult } from './deliveries/delivery-options.js';
export { backlog, type Backlog } from './deliveries/backlog.js';
export { dropDeliveries } from './deliveries/drop-deliveries.js';
export { purgeDeadDeliveries } from './deliveries/purge.js';
export { purgeDeletedWebhooks } from './deliveries/purge-deleted-webhooks.js';
export { SEAL_EVENTS } from './seal-plain-events.js';
