import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, NumberField, StringField } from '../fields/index.js';

/** openapi.yaml, defaultResponder. */
@ApiSchema({ name: 'defaultResponder' })
export class DefaultResponder {
  @StringField({ optional: true, description: 'The name of the switchboard integration.' })
  name?: string;

  @StringField({ optional: true, description: 'The id of the integration behind it.', example: '5e4af71a81966cfff3ef6550' })
  integrationId?: string;

  @StringField({ optional: true, description: 'The type of that integration.' })
  integrationType?: string;

  @BooleanField({ optional: true, description: 'Whether it is sent the events of conversations that another one controls.' })
  deliverStandbyEvents?: boolean;

  @StringField({ optional: true, nullable: true, description: 'The id of the switchboard integration that control is passed to next.' })
  nextSwitchboardIntegrationId?: string | null;

  @NumberField({ optional: true, description: 'How many messages of before ride along when control is passed to it.' })
  messageHistoryCount?: number;

  @BooleanField({ optional: true, description: 'True where the switchboard’s default holds, false where this integration has one of its own.' })
  inherited?: boolean;
}
