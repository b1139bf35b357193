import { Body, Controller, Delete, Get, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { IntegrationCreateBody, IntegrationListResponse, IntegrationResponse, IntegrationUpdateBody } from '@parley/contracts';
import { IntegrationsService } from '@parley/integrations';
import type { RequestContext } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { Ctx, Filter, PageQuery, paged, Scopes, type ApiRequest } from '../http/index.js';
import { Answers, AppIdParam, FilterParam, IdParam, PageParam } from '../openapi/index.js';
import { CustomIntegrations } from './custom-integrations.js';

const IntegrationIdParam = () => IdParam('integrationId', 'The id of the integration.', '029c31f25a21b47effd7be90');

@ApiTags('Integrations')
@AppIdParam()
@Scopes('app', 'account')
@Controller('v2/apps/:appId/integrations')
export class IntegrationsController {
  constructor(
    private readonly custom: CustomIntegrations,
    private readonly integrations: IntegrationsService,
  ) {}

  @Post()
  @ApiOperation({ operationId: 'CreateIntegration', summary: 'Create Integration', description: 'Creates a `custom` integration together with its webhook. Other types are not offered yet.' })
  @Answers(201, IntegrationResponse, 400, 404)
  async create(@Ctx() ctx: RequestContext, @Body() body: IntegrationCreateBody): Promise<IntegrationResponse> {
    return { integration: await this.custom.create(ctx, body) };
  }

  @Get()
  @PageParam()
  @FilterParam('integrationListFilter', { types: 'Comma-separated list of types to return. If omitted, all types are returned.' })
  @ApiOperation({ operationId: 'ListIntegrations', summary: 'List Integrations', description: 'Lists the integrations of the app, page by page.' })
  @Answers(200, IntegrationListResponse, 400, 404)
  async list(@Req() request: ApiRequest, @Ctx() ctx: RequestContext, @PageQuery() page: PageRequest, @Filter('types') types?: string): Promise<IntegrationListResponse> {
    return paged(request, page, 'integrations', await this.custom.page(ctx, await this.integrations.list(ctx, page, types)));
  }

  @Get(':integrationId')
  @IntegrationIdParam()
  @ApiOperation({ operationId: 'GetIntegration', summary: 'Get Integration', description: 'Get integration.' })
  @Answers(200, IntegrationResponse, 404)
  async get(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string): Promise<IntegrationResponse> {
    return { integration: await this.custom.withWebhook(ctx, await this.integrations.get(ctx, integrationId)) };
  }

  @Patch(':integrationId')
  @IntegrationIdParam()
  @ApiOperation({ operationId: 'UpdateIntegration', summary: 'Update Integration', description: 'Changes the display name; webhooks are changed through their own endpoints.' })
  @Answers(200, IntegrationResponse, 400, 404)
  async update(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Body() body: IntegrationUpdateBody): Promise<IntegrationResponse> {
    return { integration: await this.custom.withWebhook(ctx, await this.integrations.update(ctx, integrationId, body)) };
  }

  @Delete(':integrationId')
  @IntegrationIdParam()
  @ApiOperation({ operationId: 'DeleteIntegration', summary: 'Delete Integration', description: 'Deletes the integration with its keys and webhooks.' })
  @Answers(200, Object, 400, 404)
  async delete(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string): Promise<object> {
    await this.integrations.delete(ctx, integrationId);
    return {};
  }
}
