import { ApiSchema } from '@nestjs/swagger';
import { IdField, StringField } from '../fields/index.js';
import { INTEGRATION_ID, INTEGRATION_TYPE, NAME } from './switchboard-integration-fields.js';

/** A switchboard integration as conversations show one. */
@ApiSchema({ name: 'switchboardIntegrationWebhook' })
export class SwitchboardIntegrationWebhook {
  @IdField({ optional: true, description: 'The unique ID of the switchboard integration.', example: '5ef21b86e933b7355c11c604' })
  id?: string;

  @StringField({ ...NAME, optional: true })
  name?: string;

  @IdField({ ...INTEGRATION_ID, optional: true })
  integrationId?: string;

  @StringField({ ...INTEGRATION_TYPE, optional: true })
  integrationType?: string;
}
