import { ApiSchema } from '@nestjs/swagger';
import { Links, Meta } from '../common/page.js';
import { ArrayField, EnumField, IdField, IntegerField, ObjectField, StringField, TimestampField } from '../fields/index.js';

const EVENT = { description: 'The id of the event.', example: '5e1606762556d93e9c176f69' };
const TYPE = { description: 'The trigger.', example: 'conversation:message' };
const CODE = { description: 'Why, as a code: `http_` and the status, or what kept an answer from coming.', example: 'http_503' };

/** What an attempt at a webhook came to. */
export const ATTEMPT_RESULTS = ['delivered', 'retried', 'dead', 'lost', 'aborted'] as const;

@ApiSchema({ name: 'webhookAttempt' })
export class WebhookAttempt {
  @IdField({ description: 'The id of the attempt.', example: '5e1606762556d93e9c176f6b' })
  id: string;

  @IdField(EVENT)
  eventId: string;

  @StringField(TYPE)
  eventType: string;

  @IntegerField({ min: 1, description: 'The how many of the delivery it is. Attempts while the webhook is paused do not count.', example: 1 })
  number: number;

  @TimestampField({ description: 'When it began.', example: '2026-11-24T14:10:00.000Z' })
  attemptedAt: string;

  @IntegerField({ min: 0, description: 'How long it took, in milliseconds.', example: 37 })
  durationMs: number;

  @EnumField(ATTEMPT_RESULTS, {
    example: 'retried',
    description: '`retried` is attempted again, `dead` is not. `lost`: another worker attempted it too. `aborted`: a worker was stopped; it does not count.',
  })
  result: (typeof ATTEMPT_RESULTS)[number];

  @IntegerField({ optional: true, description: 'The status of the answer; absent when none began.', example: 503 })
  status?: number;

  @StringField({ optional: true, ...CODE })
  error?: string;

  @StringField({ optional: true, description: 'The first kilobyte of the answer; absent when it was empty, or was erased.', example: 'Service Unavailable' })
  answer?: string;
}

@ApiSchema({ name: 'webhookAttemptListResponse' })
export class WebhookAttemptListResponse {
  @ArrayField(() => WebhookAttempt, { description: 'List of returned attempts.' })
  attempts: readonly WebhookAttempt[];

  @ObjectField(() => Meta, { optional: true })
  meta?: Meta;

  @ObjectField(() => Links, { optional: true })
  links?: Links;
}

/** A delivery that is not attempted any more. */
@ApiSchema({ name: 'deadDelivery' })
export class DeadDelivery {
  @IdField(EVENT)
  id: string;

  @StringField(TYPE)
  type: string;

  @TimestampField({ description: 'When the event was made.', example: '2026-11-24T14:10:00.000Z' })
  createdAt: string;

  @TimestampField({ description: 'When the last attempt failed.', example: '2026-11-24T14:25:00.000Z' })
  diedAt: string;

  @StringField(CODE)
  error: string;
}

@ApiSchema({ name: 'deadDeliveryListResponse' })
export class DeadDeliveryListResponse {
  @ArrayField(() => DeadDelivery, { description: 'List of returned deliveries.' })
  deliveries: readonly DeadDelivery[];

  @ObjectField(() => Meta, { optional: true })
  meta?: Meta;

  @ObjectField(() => Links, { optional: true })
  links?: Links;
}

@ApiSchema({ name: 'deadDeliveryResponse' })
export class DeadDeliveryResponse {
  @ObjectField(() => DeadDelivery, { description: 'The delivery.' })
  delivery: DeadDelivery;

  @ArrayField(() => WebhookAttempt, { description: 'The last attempts at it, at most 100.' })
  attempts: readonly WebhookAttempt[];
}
