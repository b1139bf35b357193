import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { WebhookEnvelope } from '@parley/contracts';

/** What we send is described where the reference describes it; OpenAPI 3.0 has no place of its own for that. */
const SENT = {
  'x-webhooks': {
    'Webhook Event': {
      post: {
        operationId: 'EventWebhooks',
        summary: 'Webhook Events',
        tags: ['Webhooks'],
        requestBody: { required: true, content: { 'application/json': { schema: { $ref: getSchemaPath(WebhookEnvelope) } } } },
        responses: { 200: { description: 'Ok' } },
      },
    },
  },
};

/** What every operation has in common: the statuses that may come before one is reached stand here, not with each. */
const DESCRIPTION = `Conversations between businesses and their customers, over the contract of Sunshine Conversations v2.

Errors are \`{"errors":[{"code","title"}]}\`, several only with 400. Besides what is listed with it, any operation may answer 401 (no valid credentials), \
403 (credentials of another scope, or sent over plain HTTP), 400, 408, 413, 414, 415 or 431 (a request that cannot be read) and 503 (not ready, try again).`;

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
