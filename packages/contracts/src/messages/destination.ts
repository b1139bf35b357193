import { ApiSchema } from '@nestjs/swagger';
import { ExactlyOneWith } from '../fields/beside.js';
import { IdField, StringField } from '../fields/index.js';

/** One of openapi.yaml's two alternatives, which a schema without `required` cannot tell apart (semantics.md, 16.1). */
@ApiSchema({ name: 'destination', description: 'Where to deliver the message. Only for business authors in personal conversations.' })
export class Destination {
  @IdField({ optional: true, description: 'The id of the integration to deliver the message to.', example: '582dedf230e788746891281a' })
  @ExactlyOneWith('integrationType')
  integrationId?: string;

  @StringField({ optional: true, min: 1, max: 128, description: 'The type of the integration, or `none` for a silent message.', example: 'whatsapp' })
  integrationType?: string;
}
