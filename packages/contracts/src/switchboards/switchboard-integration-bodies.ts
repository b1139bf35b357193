import { ApiSchema } from '@nestjs/swagger';
import { Beside, ExactlyOneWith } from '../fields/beside.js';
import { BooleanField, IdField, IntegerField, StringField } from '../fields/index.js';
import { DELIVER_STANDBY_EVENTS, HISTORY_COUNT, INTEGRATION_ID, INTEGRATION_TYPE, NAME_RULE, NEXT } from './switchboard-integration-fields.js';

/** openapi.yaml, switchboardIntegrationCreateBody. */
@ApiSchema({ name: 'switchboardIntegrationCreateBody' })
export class SwitchboardIntegrationCreateBody {
  @StringField(NAME_RULE)
  name: string;

  @IdField({ ...INTEGRATION_ID, optional: true, description: 'The id of the custom integration to link. One of `integrationId` or `integrationType` must be provided.' })
  @ExactlyOneWith('integrationType')
  integrationId?: string;

  @StringField({ ...INTEGRATION_TYPE, optional: true, min: 1, max: 128, description: 'The type of the integration to link, of which the app has one. One of `integrationId` or `integrationType` must be provided.' })
  integrationType?: string;

  @BooleanField({ ...DELIVER_STANDBY_EVENTS, optional: true, default: true })
  deliverStandbyEvents?: boolean;

  @IdField(NEXT)
  nextSwitchboardIntegrationId?: string | null;

  @IntegerField(HISTORY_COUNT)
  messageHistoryCount?: number | null;
}

/** What may be changed (openapi.yaml, switchboardIntegrationUpdateBody). */
@ApiSchema({ name: 'switchboardIntegrationUpdateBody' })
export class SwitchboardIntegrationUpdateBody {
  @StringField({ ...NAME_RULE, optional: true })
  name?: string;

  @IdField({ ...INTEGRATION_ID, optional: true, description: 'The id of the custom integration to link. Not together with `integrationType`.' })
  @Beside<SwitchboardIntegrationUpdateBody>(({ integrationId, integrationType }) =>
    integrationId !== undefined && integrationType !== undefined ? 'and integrationType should not be given together' : undefined)
  integrationId?: string;

  @StringField({ ...INTEGRATION_TYPE, optional: true, min: 1, max: 128, description: 'The type of the integration to link, of which the app has one. Not together with `integrationId`.' })
  integrationType?: string;

  @BooleanField({ ...DELIVER_STANDBY_EVENTS, optional: true })
  deliverStandbyEvents?: boolean;

  @IdField(NEXT)
  nextSwitchboardIntegrationId?: string | null;

  @IntegerField(HISTORY_COUNT)
  messageHistoryCount?: number | null;
}
