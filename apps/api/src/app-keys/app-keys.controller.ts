import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeysService } from '@parley/auth';
import { AppKeyCreateBody, AppKeyListResponse, AppKeyResponse } from '@parley/contracts';
import type { RequestContext } from '@parley/kernel';
import { Ctx, Scopes } from '../http/index.js';
import { Answers, AppIdParam, IdParam } from '../openapi/index.js';

@ApiTags('App Keys')
@AppIdParam()
@Scopes('account')
@Controller('v2/apps/:appId/keys')
export class AppKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @ApiOperation({ operationId: 'CreateAppKey', summary: 'Create App Key', description: 'Creates an API key for the app. Its secret is answered now, and not again.' })
  @Answers(201, AppKeyResponse, 400, 404)
  async create(@Ctx() ctx: RequestContext, @Body() body: AppKeyCreateBody): Promise<AppKeyResponse> {
    return { key: await this.keys.create(ctx, body.displayName) };
  }

  @Get()
  @ApiOperation({ operationId: 'ListAppKeys', summary: 'List App Keys', description: 'Lists all API keys of the app.' })
  @Answers(200, AppKeyListResponse, 404)
  async list(@Ctx() ctx: RequestContext): Promise<AppKeyListResponse> {
    return { keys: await this.keys.list(ctx) };
  }

  @Get(':keyId')
  @IdParam('keyId', 'The id of the key.')
  @ApiOperation({ operationId: 'GetAppKey', summary: 'Get App Key', description: 'Returns an API key.' })
  @Answers(200, AppKeyResponse, 404)
  async get(@Ctx() ctx: RequestContext, @Param('keyId') keyId: string): Promise<AppKeyResponse> {
    return { key: await this.keys.get(ctx, keyId) };
  }

  @Delete(':keyId')
  @IdParam('keyId', 'The id of the key.')
  @ApiOperation({ operationId: 'DeleteAppKey', summary: 'Delete App Key', description: 'Removes an API key. Once this has answered, the key opens nothing.' })
  @Answers(200, Object, 404)
  async delete(@Ctx() ctx: RequestContext, @Param('keyId') keyId: string): Promise<object> {
    await this.keys.delete(ctx, keyId);
    return {};
  }
}
