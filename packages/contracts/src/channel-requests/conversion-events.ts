import { ApiSchema } from '@nestjs/swagger';
import { ExactlyOneWith } from '../fields/beside.js';
import { IntegerField, JsonArrayField, ObjectField, StringField } from '../fields/index.js';

@ApiSchema({ name: 'metaConversionPayload' })
export class MetaConversionPayload {
  @JsonArrayField({ description: 'The conversion events, as Meta’s Conversions API describes them, without `user_data` and `messaging_channel`.' })
  data!: object[];
}

@ApiSchema({ name: 'metaConversionEvent' })
export class MetaConversionEvent {
  @ObjectField(() => MetaConversionPayload, { description: 'What is sent to Meta’s Conversions API.' })
  payload!: MetaConversionPayload;
}

/** One of openapi.yaml's three alternatives; as objects without `required` they cannot be told apart by a schema (semantics.md, 16.1). */
@ApiSchema({ name: 'conversionEventsBody' })
export class ConversionEventsBody {
  @ObjectField(() => MetaConversionEvent, { optional: true, description: 'Events of Messenger. One of `messenger`, `instagram` or `whatsapp` is required.' })
  @ExactlyOneWith('instagram', 'whatsapp')
  messenger?: MetaConversionEvent;

  @ObjectField(() => MetaConversionEvent, { optional: true, description: 'Events of Instagram.' })
  instagram?: MetaConversionEvent;

  @ObjectField(() => MetaConversionEvent, { optional: true, description: 'Events of WhatsApp.' })
  whatsapp?: MetaConversionEvent;
}

@ApiSchema({ name: 'conversionEvents' })
export class ConversionEvents {
  @StringField({ optional: true, description: 'The ID of the dataset that the conversion events were sent to.' })
  datasetId?: string;

  @IntegerField({ optional: true, description: 'The number of conversion events that were received and processed.' })
  eventsReceived?: number;
}

@ApiSchema({ name: 'ConversionEventsResponse' })
export class ConversionEventsResponse {
  @ObjectField(() => ConversionEvents, { optional: true })
  conversionEvents?: ConversionEvents;
}
