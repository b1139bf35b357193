import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, EnumField, IdField, IntegerField, ObjectField, TimestampField } from '../fields/index.js';

const AT = { optional: true, example: '2026-11-24T14:10:00.000Z' };

/** How a webhook does. */
export const WEBHOOK_STATUSES = ['working', 'failing', 'paused'] as const;

@ApiSchema({ name: 'webhookState' })
export class WebhookState {
  @IdField({ description: 'The id of the webhook.', example: '5e554d2cac66fb73a3c01871' })
  id: string;

  @EnumField(WEBHOOK_STATUSES, {
    example: 'working',
    description: '`failing`: nothing has been taken since something failed. `paused`: so for long; its events wait, in order, until it takes one by which it is tried.',
  })
  status: (typeof WEBHOOK_STATUSES)[number];

  @TimestampField({ ...AT, description: 'Since when everything has failed.' })
  failingSince?: string;

  @TimestampField({ ...AT, description: 'The last failure since then.' })
  lastFailedAt?: string;

  @TimestampField({ ...AT, description: 'Since when it is paused.' })
  pausedAt?: string;

  @TimestampField({ ...AT, description: 'When it is tried next, if something waits.' })
  nextProbeAt?: string;

  @IntegerField({ min: 0, description: 'Conversations (or users) of which events wait or are being sent, counted to 10,000.', example: 0 })
  conversationsWaiting: number;

  @IntegerField({ min: 0, description: 'Deliveries that died, counted to 10,000.', example: 0 })
  deadDeliveries: number;
}

@ApiSchema({ name: 'webhookStateResponse' })
export class WebhookStateResponse {
  @ObjectField(() => WebhookState, { description: 'The state.' })
  state: WebhookState;
}

@ApiSchema({ name: 'webhookReplayBody' })
export class WebhookReplayBody {
  @TimestampField({ optional: true, description: 'Only events that were made then or later.', example: '2026-11-24T14:00:00.000Z' })
  from?: string;

  @TimestampField({ optional: true, description: 'Only events that were made before.', example: '2026-11-24T15:00:00.000Z' })
  to?: string;
}

@ApiSchema({ name: 'webhookReplay' })
export class WebhookReplay {
  @IntegerField({ min: 0, description: 'Deliveries that wait again.', example: 12 })
  replayed: number;

  @IntegerField({ min: 0, description: 'Deliveries that were dropped: what they quote was deleted since.', example: 0 })
  dropped: number;

  @IntegerField({ min: 0, description: 'Deliveries that cannot be read, and stay dead.', example: 0 })
  unreadable: number;

  @BooleanField({ description: 'Whether there may be more: at most 10,000 are replayed at once. Ask again.', example: false })
  remaining: boolean;
}

@ApiSchema({ name: 'webhookReplayResponse' })
export class WebhookReplayResponse {
  @ObjectField(() => WebhookReplay, { description: 'What came of it.' })
  replay: WebhookReplay;
}
