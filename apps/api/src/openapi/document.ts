import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { WebhookEnvelope } from '@parley/contracts';

const sent = (name: string, description: string, example: string) => ({ name, in: 'header', required: true, description, schema: { type: 'string', example } });

/** What we send is described where the reference describes it; OpenAPI 3.0 has no place of its own for that. */
const SENT = {
  'x-webhooks': {
    'Webhook Event': {
      post: {
        operationId: 'EventWebhooks',
        summary: 'Webhook Events',
        tags: ['Webhooks'],
        parameters: [
          sent('X-API-Key', 'The webhook’s secret; while two are valid, the one before.', '8564b3e6a8b20a4bdb68b05ce9bc5936'),
          sent('webhook-id', 'The id of the event in the body (Standard Webhooks): the same in every attempt and replay.', '5e1606762556d93e9c176f69'),
          sent('webhook-timestamp', 'When this attempt was made, in seconds since 1970.', '1795800000'),
          sent('webhook-signature', 'For each valid secret, separated by spaces: `v1,` and base64 of HMAC-SHA-256 over `webhook-id.webhook-timestamp.body`. The key is what the text of the secret gives by base64, as libraries of Standard Webhooks take it.', 'v1,vrU8MF4eSAIX0f7eBbN1ZLd2yO6hDJvPfFTnV4xIlTk='),
        ],
        requestBody: { required: true, content: { 'application/json': { schema: { $ref: getSchemaPath(WebhookEnvelope) } } } },
        responses: { 200: { description: 'Ok' } },
      },
    },
  },
};

/** What every operation has in common: the statuses that may come before one is reached stand here, not with each. */
const DESCRIPTION = `Conversations between businesses and their customers, over the contract of Sunshine Conversations v2.

Errors are \`{"errors":[{"code","title"}]}\`, several only with 400. Besides what is listed with it, any operation may answer 401 (no valid credentials), \
403 (credentials of another scope, or sent over plain HTTP), 400, 408, 413, 414, 415 or 431 (a request that cannot be read), 429 (too many requests with the key, to the app or with refused credentials: \`Retry-After\` says when to try again) and 503 (not ready, try again).`;

/** What the document and the page about it are called. */
export const TITLE = 'Parley API';

/** The OpenAPI document of the controllers, from their code (operation ids and tags as in the specification). */
export function createDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(TITLE)
    .setDescription(DESCRIPTION)
    .setVersion('17.12.1')
    .addBasicAuth({ type: 'http', scheme: 'basic' }, 'basicAuth')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearerAuth')
    .build();
  return { ...SwaggerModule.createDocument(app, config, { extraModels: [WebhookEnvelope] }), ...SENT };
}
