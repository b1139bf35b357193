import { timestamp } from '@parley/kernel';
import { WEBHOOK_VERSION } from '../webhooks/webhook.row.js';
import type { DeliveryTarget, LaneKey, ReadableDelivery } from './delivery.js';
import { truncate } from './truncate.js';

/**
 * The body of one call (openapi.yaml, EventWebhooks). It carries one event: the next of its lane may only be sent
 * once this one has succeeded or died. The event's id is the same in every attempt.
 */
export const envelope = (lane: LaneKey, target: DeliveryTarget, { eventId, createdAt, type, payload }: ReadableDelivery): string =>
  JSON.stringify({
    app: { id: lane.appId },
    webhook: { id: lane.webhookId, version: WEBHOOK_VERSION },
    events: [{ id: eventId, createdAt: timestamp(createdAt), type, payload: truncate(type, payload, target) }],
  });
