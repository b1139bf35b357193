import { ApiSchema } from '@nestjs/swagger';
import { IdField, ObjectField, StringField, UnionArrayField } from '../fields/index.js';
import * as clients from './client-events.js';
import * as deliveries from './delivery-events.js';
import * as events from './events.js';
import * as switchboard from './switchboard-events.js';
import { UserMergeEvent } from './user-merge-event.js';
import type { WebhookEvent } from './webhook-event.js';

@ApiSchema({ name: 'appSubSchema', description: 'The app that triggered the events.' })
export class EnvelopeApp {
  @IdField({ optional: true, description: 'The unique ID of the app.', example: '5e4af71a81966cfff3ef6550' })
  id?: string;
}

@ApiSchema({ name: 'webhookSubSchema', description: 'The webhook that generated the payload.' })
export class EnvelopeWebhook {
  @IdField({ optional: true, description: 'The unique ID of the webhook.', example: '582dedf230e788746891281a' })
  id?: string;

  @StringField({ optional: true, description: 'Schema version of the payload delivered to this webhook.', example: 'v2' })
  version?: string;
}

/** Every event that is sent, by its trigger. */
const EVENTS = {
  property: 'type',
  types: {
    'client:add': () => clients.ClientAddEvent,
    'client:remove': () => clients.ClientRemoveEvent,
    'client:update': () => clients.ClientUpdateEvent,
    'conversation:create': () => events.ConversationCreateEvent,
    'conversation:join': () => events.ConversationJoinEvent,
    'conversation:leave': () => events.ConversationLeaveEvent,
    'conversation:remove': () => events.ConversationRemoveEvent,
    'conversation:message': () => events.ConversationMessageEvent,
    'conversation:message:delivery:channel': () => deliveries.ConversationMessageDeliveryChannelEvent,
    'conversation:message:delivery:failure': () => deliveries.ConversationMessageDeliveryFailureEvent,
    'conversation:message:delivery:user': () => deliveries.ConversationMessageDeliveryUserEvent,
    'conversation:postback': () => events.ConversationPostbackEvent,
    'conversation:referral': () => events.ConversationReferralEvent,
    'conversation:read': () => events.ConversationReadEvent,
    'conversation:typing': () => events.ConversationTypingEvent,
    'switchboard:acceptControl': () => switchboard.SwitchboardAcceptControlEvent,
    'switchboard:acceptControl:failure': () => switchboard.SwitchboardAcceptControlFailureEvent,
    'switchboard:offerControl': () => switchboard.SwitchboardOfferControlEvent,
    'switchboard:offerControl:failure': () => switchboard.SwitchboardOfferControlFailureEvent,
    'switchboard:passControl': () => switchboard.SwitchboardPassControlEvent,
    'switchboard:passControl:failure': () => switchboard.SwitchboardPassControlFailureEvent,
    'switchboard:releaseControl': () => switchboard.SwitchboardReleaseControlEvent,
    'user:merge': () => UserMergeEvent,
    'user:remove': () => events.UserRemoveEvent,
  },
} as const;

/** What is posted to a webhook's target (openapi.yaml, EventWebhooks). */
@ApiSchema({ name: 'webhookEnvelope', description: 'Events of one app, which may be of different users and conversations: treat each.' })
export class WebhookEnvelope {
  @ObjectField(() => EnvelopeApp, { optional: true })
  app?: EnvelopeApp;

  @ObjectField(() => EnvelopeWebhook, { optional: true })
  webhook?: EnvelopeWebhook;

  @UnionArrayField(EVENTS, { optional: true, description: 'The list of events that occurred.' })
  events?: WebhookEvent[];
}
