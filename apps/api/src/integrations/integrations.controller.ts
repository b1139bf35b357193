import { Body, Controller, Delete, Get, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { IntegrationListResponse, IntegrationResponse, integrationUnion, type IntegrationCreateBody } from '@parley/contracts';
import { IntegrationsService } from '@parley/integrations';
import type { RequestContext } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { ownIntegration } from '@parley/webhooks';
import { AnyOfBodySchema, Ctx, Filter, PageQuery, paged, Scopes, UnionBody, UnionBodySchema, type ApiRequest } from '../http/index.js';
import { Answers, AppIdParam, FilterParam, IdParam, PageParam } from '../openapi/index.js';
import { IntegrationsWithWebhooks } from './integrations-with-webhooks.js';

const IntegrationIdParam = () => IdParam('integrationId', 'The id of the integration.', '029c31f25a21b47effd7be90');

@ApiTags('Integrations')
@AppIdParam()
@Controller('v2/apps/:appId/integrations')
export class IntegrationsController {
  constructor(
    private readonly woven: IntegrationsWithWebhooks,
    private readonly integrations: IntegrationsService,
  ) {}

  @Post()
  @Scopes('app', 'account')
  @ApiOperation({
    operationId: 'CreateIntegration', summary: 'Create Integration',
    description: 'Creates an integration: a `custom` one together with its webhook, one of another type as `inactive`, until its channel is connected.',
  })
  @UnionBodySchema(integrationUnion('create'))
  @Answers(201, IntegrationResponse, 400, 404)
  async create(@Ctx() ctx: RequestContext, @UnionBody(integrationUnion('create')) body: IntegrationCreateBody): Promise<IntegrationResponse> {
    return { integration: await this.woven.create(ctx, body) };
  }

  @Get()
  @Scopes('app', 'account')
  @PageParam()
  @FilterParam('integrationListFilter', { types: 'Comma-separated list of types to return. If omitted, all types are returned.' })
  @ApiOperation({ operationId: 'ListIntegrations', summary: 'List Integrations', description: 'Lists the integrations of the app, page by page.' })
  @Answers(200, IntegrationListResponse, 400, 404)
  async list(@Req() request: ApiRequest, @Ctx() ctx: RequestContext, @PageQuery() page: PageRequest, @Filter('types') types?: string): Promise<IntegrationListResponse> {
    return paged(request, page, 'integrations', await this.woven.page(ctx, await this.integrations.list(ctx, page, types)));
  }

  @Get(':integrationId')
  @IntegrationIdParam()
  @Scopes('integration', 'app', 'account')
  @ApiOperation({ operationId: 'GetIntegration', summary: 'Get Integration', description: 'Gets an integration. A key of scope `integration` gets its own, which `me` means too.' })
  @Answers(200, IntegrationResponse, 404)
  async get(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string): Promise<IntegrationResponse> {
    return { integration: await this.woven.shown(ctx, await this.integrations.get(ctx, ownIntegration(ctx, integrationId))) };
  }

  @Patch(':integrationId')
  @Scopes('app', 'account')
  @IntegrationIdParam()
  @ApiOperation({ operationId: 'UpdateIntegration', summary: 'Update Integration', description: 'Changes what the type of the integration lets be changed; webhooks are changed through their own endpoints.' })
  @AnyOfBodySchema(integrationUnion('update'))
  @Answers(200, IntegrationResponse, 400, 404)
  async update(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Body() body: object): Promise<IntegrationResponse> {
    return { integration: await this.woven.update(ctx, integrationId, body) };
  }

  @Delete(':integrationId')
  @Scopes('app', 'account')
  @IntegrationIdParam()
  @ApiOperation({ operationId: 'DeleteIntegration', summary: 'Delete Integration', description: 'Deletes the integration with its keys and webhooks.' })
  @Answers(200, Object, 400, 404)
  async delete(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string): Promise<object> {
    await this.woven.delete(ctx, integrationId);
    return {};
  }
}
