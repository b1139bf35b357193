import { ApiSchema } from '@nestjs/swagger';
import { ArrayField, EnumField, IdField, ObjectField, StringField } from '../fields/index.js';
import { Links, Meta } from '../common/page.js';
import { Webhook } from '../webhooks/webhook.js';

/** Types of integration that this version can create (openapi.yaml knows sixteen). */
export const INTEGRATION_TYPES = ['custom'] as const;

/** openapi.yaml, status. */
export const INTEGRATION_STATUSES = ['inactive', 'active', 'error'] as const;

/** An integration as the API answers it (openapi.yaml, integration and custom). */
@ApiSchema({ name: 'integration' })
export class Integration {
  @IdField({ readOnly: true, optional: true, description: 'The unique ID of the integration.', example: '5e4af71a81966cfff3ef6550' })
  id: string;

  @EnumField(INTEGRATION_TYPES, { description: 'The type of the integration.', example: 'custom' })
  type: string;

  @EnumField(INTEGRATION_STATUSES, { readOnly: true, optional: true, description: 'The status of the integration.' })
  status: string;

  @StringField({
    max: 100, nullable: true, optional: true,
    description: 'A human-friendly name used to identify the integration.', example: 'Channel name',
  })
  displayName: string | null;

  // openapi.yaml says exactly one, for body and answer alike; DeleteWebhook may nevertheless take it.
  @ArrayField(() => Webhook, {
    max: 1,
    description: 'The first webhook of a custom integration: the one it was made with. Empty when all have been deleted. ListWebhooks answers all of them.',
  })
  webhooks?: Webhook[];
}

/** openapi.yaml, integrationResponse. */
@ApiSchema({ name: 'integrationResponse' })
export class IntegrationResponse {
  @ObjectField(() => Integration, { optional: true, description: 'The integration.' })
  integration: Integration;
}

/** openapi.yaml, integrationListResponse. */
@ApiSchema({ name: 'integrationListResponse' })
export class IntegrationListResponse {
  @ArrayField(() => Integration, { optional: true, description: 'List of returned integrations.' })
  integrations: Integration[];

  @ObjectField(() => Meta, { optional: true })
  meta: Meta;

  @ObjectField(() => Links, { optional: true })
  links: Links;
}
