import { Body, Controller, Delete, Get, Patch, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AppsService } from '@parley/accounts';
import { AppCreateBody, AppListResponse, AppResponse, AppResponseWithSubdomain, AppUpdateBody } from '@parley/contracts';
import type { CallerContext, RequestContext } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { Caller, Ctx, Filter, PageQuery, paged, Scopes, type ApiRequest } from '../http/index.js';
import { Answers, AppIdParam, FilterParam, PageParam } from '../openapi/index.js';

@ApiTags('Apps')
@Controller('v2/apps')
export class AppsController {
  constructor(private readonly apps: AppsService) {}

  @Post()
  @Scopes('account')
  @ApiOperation({ operationId: 'CreateApp', summary: 'Create App', description: 'Creates a new app.' })
  @Answers(201, AppResponse, 400, 402)
  async create(@Caller() caller: CallerContext, @Body() body: AppCreateBody): Promise<AppResponse> {
    return { app: await this.apps.create(caller, body) };
  }

  @Get()
  @Scopes('account')
  @ApiOperation({ operationId: 'ListApps', summary: 'List Apps', description: 'Lists all apps of the account, page by page.' })
  @PageParam()
  @FilterParam('appListFilter', { serviceAccountId: 'Only the apps that this service account has access to.' })
  @Answers(200, AppListResponse, 400, 403)
  async list(
    @Req() request: ApiRequest,
    @Caller() caller: CallerContext,
    @PageQuery() page: PageRequest,
    @Filter('serviceAccountId') serviceAccountId?: string,
  ): Promise<AppListResponse> {
    return paged(request, page, 'apps', await this.apps.list(caller, page, serviceAccountId));
  }

  @Get(':appId')
  @Scopes('app', 'account')
  @AppIdParam()
  @ApiOperation({ operationId: 'GetApp', summary: 'Get App', description: 'Fetches an individual app.' })
  @Answers(200, AppResponseWithSubdomain, 404)
  async get(@Ctx() ctx: RequestContext): Promise<AppResponseWithSubdomain> {
    return { app: await this.apps.get(ctx) };
  }

  @Patch(':appId')
  @Scopes('app', 'account')
  @AppIdParam()
  @ApiOperation({ operationId: 'UpdateApp', summary: 'Update App', description: 'Updates an app.' })
  @Answers(200, AppResponse, 400, 404)
  async update(@Ctx() ctx: RequestContext, @Body() body: AppUpdateBody): Promise<AppResponse> {
    return { app: await this.apps.update(ctx, body) };
  }

  @Delete(':appId')
  @Scopes('account')
  @AppIdParam()
  @ApiOperation({ operationId: 'DeleteApp', summary: 'Delete App', description: 'Removes the specified app, including all its enabled integrations.' })
  @Answers(200, Object, 404, 409)
  async delete(@Ctx() ctx: RequestContext): Promise<object> {
    await this.apps.delete(ctx);
    return {};
  }
}
