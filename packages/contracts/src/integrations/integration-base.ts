import { ApiSchema } from '@nestjs/swagger';
import { EnumField, IdField, StringField } from '../fields/index.js';
import { INTEGRATION_STATUSES } from './integration-types.js';

const NAME = { min: 1, max: 100, nullable: true, optional: true, example: 'My awesome integration' };

/** The property that tells one type of integration from another. */
export const TypeField = (type: string): PropertyDecorator => EnumField([type], { description: 'The type of the integration.', example: type });

/** What integrations of every type have, made and answered (openapi.yaml, integration). */
@ApiSchema({ name: 'integrationBase' })
export class IntegrationBase {
  @IdField({ readOnly: true, optional: true, description: 'The unique ID of the integration.', example: '5e4af71a81966cfff3ef6550' })
  id: string;

  @EnumField(INTEGRATION_STATUSES, {
    readOnly: true, optional: true,
    description: 'The status of the integration. `inactive` until its channel is connected; a custom integration is `active`.',
  })
  status: string;

  @StringField({ ...NAME, description: 'A human-friendly name used to identify the integration.' })
  displayName?: string | null;
}

/** What may be changed of integrations of every type. */
@ApiSchema({ name: 'integrationUpdateBase' })
export class IntegrationUpdateBase {
  @StringField({ ...NAME, description: 'A human-friendly name used to identify the integration; null unsets it.' })
  displayName?: string | null;
}
