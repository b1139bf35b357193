import { ApiSchema } from '@nestjs/swagger';
import { ObjectField } from '../fields/index.js';
import {
  SwitchboardControlPayload, SwitchboardFailurePayload, SwitchboardOfferControlPayload, SwitchboardPassControlPayload, SwitchboardReleaseControlPayload,
} from './switchboard-payloads.js';
import { WebhookEvent } from './webhook-event.js';

@ApiSchema({ name: 'switchboardAcceptControl', description: 'switchboard:acceptControl' })
export class SwitchboardAcceptControlEvent extends WebhookEvent {
  @ObjectField(() => SwitchboardControlPayload, { optional: true })
  payload?: SwitchboardControlPayload;
}

@ApiSchema({ name: 'switchboardAcceptControlFailure', description: 'switchboard:acceptControl:failure' })
export class SwitchboardAcceptControlFailureEvent extends WebhookEvent {
  @ObjectField(() => SwitchboardFailurePayload, { optional: true })
  payload?: SwitchboardFailurePayload;
}

@ApiSchema({ name: 'switchboardOfferControl', description: 'switchboard:offerControl' })
export class SwitchboardOfferControlEvent extends WebhookEvent {
  @ObjectField(() => SwitchboardOfferControlPayload, { optional: true })
  payload?: SwitchboardOfferControlPayload;
}

@ApiSchema({ name: 'switchboardOfferControlFailure', description: 'switchboard:offerControl:failure' })
export class SwitchboardOfferControlFailureEvent extends WebhookEvent {
  @ObjectField(() => SwitchboardFailurePayload, { optional: true })
  payload?: SwitchboardFailurePayload;
}

@ApiSchema({ name: 'switchboardPassControl', description: 'switchboard:passControl' })
export class SwitchboardPassControlEvent extends WebhookEvent {
  @ObjectField(() => SwitchboardPassControlPayload, { optional: true })
  payload?: SwitchboardPassControlPayload;
}

@ApiSchema({ name: 'switchboardPassControlFailure', description: 'switchboard:passControl:failure' })
export class SwitchboardPassControlFailureEvent extends WebhookEvent {
  @ObjectField(() => SwitchboardFailurePayload, { optional: true })
  payload?: SwitchboardFailurePayload;
}

@ApiSchema({ name: 'switchboardReleaseControl', description: 'switchboard:releaseControl' })
export class SwitchboardReleaseControlEvent extends WebhookEvent {
  @ObjectField(() => SwitchboardReleaseControlPayload, { optional: true })
  payload?: SwitchboardReleaseControlPayload;
}
