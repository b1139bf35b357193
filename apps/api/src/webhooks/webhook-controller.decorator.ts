import { applyDecorators, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Scopes } from '../http/index.js';
import { AppIdParam } from '../openapi/index.js';
import { IntegrationIdParam, WebhookIdParam } from './webhook-parameters.js';

/** What is asked of one webhook beside the operations of the specification, at a path `below` it. In the order in which decorators above a class would be applied. */
export const WebhookController = (below = ''): ClassDecorator => applyDecorators(
  Controller(`parley/v1/apps/:appId/integrations/:integrationId/webhooks/:webhookId${below}`), Scopes('integration', 'app'), WebhookIdParam(), IntegrationIdParam(), AppIdParam(), ApiTags('Webhooks'),
);
