import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { WebhookBody, WebhookCreateBody, WebhookListResponse, WebhookResponse } from '@parley/contracts';
import { IntegrationsService } from '@parley/integrations';
import type { RequestContext } from '@parley/kernel';
import { WebhooksService } from '@parley/webhooks';
import { Ctx, Scopes } from '../http/index.js';
import { IntegrationsWithWebhooks } from '../integrations/integrations-with-webhooks.js';
import { Answers, AppIdParam } from '../openapi/index.js';
import { IntegrationIdParam, WebhookIdParam } from './webhook-parameters.js';

@ApiTags('Webhooks')
@AppIdParam()
@IntegrationIdParam()
@Scopes('integration', 'app')
@Controller('v2/apps/:appId/integrations/:integrationId/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly integrations: IntegrationsService,
    private readonly woven: IntegrationsWithWebhooks,
  ) {}

  @Post()
  @ApiOperation({ operationId: 'CreateWebhook', summary: 'Create Webhook', description: 'Creates a new webhook associated with a custom integration.' })
  @Answers(201, WebhookResponse, 400, 403, 404)
  async create(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Body() body: WebhookCreateBody): Promise<WebhookResponse> {
    // The calling integration, which has a key, is a custom one.
    if (ctx.principal.scope !== 'integration' && integrationId !== 'me') await this.woven.assertCustom(ctx, integrationId);
    return { webhook: await this.webhooks.create(ctx, integrationId, body) };
  }

  @Get()
  @ApiOperation({ operationId: 'ListWebhooks', summary: 'List Webhooks', description: 'Lists all webhooks for a given custom integration.' })
  @Answers(200, WebhookListResponse, 403, 404)
  async list(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string): Promise<WebhookListResponse> {
    const webhooks = await this.webhooks.list(ctx, integrationId);
    // None: of an integration without webhooks, or of no integration at all.
    if (webhooks.length === 0 && integrationId !== 'me') await this.integrations.get(ctx, integrationId);
    return { webhooks };
  }

  @Get(':webhookId')
  @WebhookIdParam()
  @ApiOperation({ operationId: 'GetWebhook', summary: 'Get Webhook', description: 'Gets the specified webhook associated with a custom integration.' })
  @Answers(200, WebhookResponse, 404)
  async get(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string): Promise<WebhookResponse> {
    return { webhook: await this.webhooks.get(ctx, integrationId, webhookId) };
  }

  @Patch(':webhookId')
  @WebhookIdParam()
  @ApiOperation({ operationId: 'UpdateWebhook', summary: 'Update Webhook', description: 'Updates the specified webhook associated with a custom integration.' })
  @Answers(200, WebhookResponse, 400, 404)
  async update(
    @Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string, @Body() body: WebhookBody,
  ): Promise<WebhookResponse> {
    return { webhook: await this.webhooks.update(ctx, integrationId, webhookId, body) };
  }

  @Delete(':webhookId')
  @WebhookIdParam()
  @ApiOperation({ operationId: 'DeleteWebhook', summary: 'Delete Webhook', description: 'Deletes the specified webhook associated with a custom integration.' })
  @Answers(200, Object, 404)
  async delete(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string): Promise<object> {
    await this.webhooks.delete(ctx, integrationId, webhookId);
    return {};
  }
}
