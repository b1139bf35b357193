import { ApiSchema } from '@nestjs/swagger';
import { StringField } from '../../fields/index.js';
import { ChannelIntegration, ChannelIntegrationUpdate } from '../channel-integration.js';
import { TypeField } from '../integration-base.js';

/** Viber. */
@ApiSchema({ name: 'viber' })
export class ViberIntegration extends ChannelIntegration {
  @TypeField('viber')
  type: 'viber';

  @StringField({ writeOnly: true, nullable: true, min: 1, description: 'The token of the Viber account.', example: 'your_viber_token' })
  token: string | null;

  @StringField({ optional: true, readOnly: true, description: 'The unique URI of the Viber account, once it is connected.' })
  uri?: string;

  @StringField({ optional: true, readOnly: true, description: 'The id of the Viber account, once it is connected.' })
  accountId?: string;
}

@ApiSchema({ name: 'viberUpdate' })
export class ViberIntegrationUpdate extends ChannelIntegrationUpdate {}
