import { ApiSchema } from '@nestjs/swagger';
import { ObjectField, UnionArrayField, UnionField } from '../fields/index.js';
import { Links, Meta } from '../common/page.js';
import type { WebhookCreateBody } from '../webhooks/webhook-body.js';
import type { Webhook } from '../webhooks/webhook.js';
import { integrationUnion } from './integration-contracts.js';
import type { DefaultResponder } from './default-responder.js';
import type { IntegrationType } from './integration-types.js';

/** An integration as the API answers it: what all types have; the classes of the types say what else. */
export interface Integration {
  readonly id: string;
  readonly type: IntegrationType;
  readonly status: string;
  readonly displayName: string | null;
  /** Of a custom one. */
  readonly webhooks?: readonly Webhook[];
  /** Of any other. */
  readonly defaultResponder?: DefaultResponder;
}

/** What an integration is made of: the part that all types have in common. */
export interface IntegrationCreateBody {
  readonly type: IntegrationType;
  readonly displayName?: string | null;
  readonly defaultResponderId?: string | null;
  /** Of a custom one: exactly one. */
  readonly webhooks?: readonly WebhookCreateBody[];
}

/** openapi.yaml, integrationResponse. */
@ApiSchema({ name: 'integrationResponse' })
export class IntegrationResponse {
  @UnionField(integrationUnion('answer'), { optional: true, description: 'The integration.' })
  integration: Integration;
}

/** openapi.yaml, integrationListResponse. */
@ApiSchema({ name: 'integrationListResponse' })
export class IntegrationListResponse {
  @UnionArrayField(integrationUnion('answer'), { optional: true, description: 'List of returned integrations.' })
  integrations: Integration[];

  @ObjectField(() => Meta, { optional: true })
  meta: Meta;

  @ObjectField(() => Links, { optional: true })
  links: Links;
}
