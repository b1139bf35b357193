import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, BooleanField, IdField, IntegerField, ObjectField, StringField } from '../fields/index.js';
import { DELIVER_STANDBY_EVENTS, HISTORY_COUNT, INTEGRATION_ID, INTEGRATION_TYPE, NAME, NEXT } from './switchboard-integration-fields.js';

const ID = { description: 'The unique ID of the switchboard integration.', example: '5ef21b86e933b7355c11c604' };

/** An integration's place in the switchboard (openapi.yaml, switchboardIntegration). */
@ApiSchema({ name: 'switchboardIntegration' })
export class SwitchboardIntegration {
  @IdField(ID)
  id: string;

  @StringField(NAME)
  name: string;

  @IdField(INTEGRATION_ID)
  integrationId: string;

  @StringField(INTEGRATION_TYPE)
  integrationType: string;

  @BooleanField(DELIVER_STANDBY_EVENTS)
  deliverStandbyEvents: boolean;

  @IdField(NEXT)
  nextSwitchboardIntegrationId?: string | null;

  @IntegerField(HISTORY_COUNT)
  messageHistoryCount?: number | null;
}

/** openapi.yaml, SwitchboardIntegrationResponse. */
@ApiSchema({ name: 'switchboardIntegrationResponse' })
export class SwitchboardIntegrationResponse {
  @ObjectField(() => SwitchboardIntegration, { optional: true, description: 'The switchboard integration.' })
  switchboardIntegration: SwitchboardIntegration;
}

/** openapi.yaml, switchboardIntegrationListResponse. */
@ApiSchema({ name: 'switchboardIntegrationListResponse' })
export class SwitchboardIntegrationListResponse {
  @ArrayField(() => SwitchboardIntegration, { optional: true, description: 'List of returned switchboard integrations.' })
  switchboardIntegrations: SwitchboardIntegration[];
}
