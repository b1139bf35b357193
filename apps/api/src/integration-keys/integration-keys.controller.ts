import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeysService } from '@parley/auth';
import { IntegrationApiKeyCreateBody, IntegrationApiKeyListResponse, IntegrationApiKeyResponse } from '@parley/contracts';
import { IntegrationsService, keysOfCustomOnly } from '@parley/integrations';
import type { RequestContext } from '@parley/kernel';
import { Ctx, Scopes } from '../http/index.js';
import { Answers, AppIdParam, IdParam } from '../openapi/index.js';

/** Keys of custom integrations; those of other types have none. */
@ApiTags('CustomIntegrationApiKeys')
@AppIdParam()
@IdParam('integrationId', 'The id of the integration.', '029c31f25a21b47effd7be90')
@Scopes('app', 'account')
@Controller('v2/apps/:appId/integrations/:integrationId/keys')
export class IntegrationKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly integrations: IntegrationsService,
  ) {}

  @Post()
  @ApiOperation({ operationId: 'CreateCustomIntegrationKey', summary: 'Create Integration Key', description: 'Creates an API key for the custom integration. Its secret is answered now, and not again.' })
  @Answers(201, IntegrationApiKeyResponse, 400, 404)
  async create(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Body() body: IntegrationApiKeyCreateBody): Promise<IntegrationApiKeyResponse> {
    await this.assertCustom(ctx, integrationId);
    return { key: await this.keys.create(ctx, body.displayName, integrationId) };
  }

  @Get()
  @ApiOperation({ operationId: 'ListCustomIntegrationKeys', summary: 'List Integration Keys', description: 'Lists all API keys for a given integration.' })
  @Answers(200, IntegrationApiKeyListResponse, 400, 404)
  async list(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string): Promise<IntegrationApiKeyListResponse> {
    await this.assertCustom(ctx, integrationId);
    return { keys: await this.keys.list(ctx, integrationId) };
  }

  @Get(':keyId')
  @IdParam('keyId', 'The id of the key.')
  @ApiOperation({ operationId: 'GetCustomIntegrationKey', summary: 'Get Integration Key', description: 'Get the specified API key.' })
  @Answers(200, IntegrationApiKeyResponse, 404)
  async get(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('keyId') keyId: string): Promise<IntegrationApiKeyResponse> {
    await this.integrations.isCustom(ctx, integrationId);
    return { key: await this.keys.get(ctx, keyId, integrationId) };
  }

  @Delete(':keyId')
  @IdParam('keyId', 'The id of the key.')
  @ApiOperation({ operationId: 'DeleteCustomIntegrationKey', summary: 'Delete Integration Key', description: 'Removes an API key. Once this has answered, the key opens nothing.' })
  @Answers(200, Object, 404)
  async delete(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('keyId') keyId: string): Promise<object> {
    await this.keys.delete(ctx, keyId, integrationId);
    return {};
  }

  /** Raises `bad_request` for an integration that can have no keys; `integration_not_found`. */
  private async assertCustom(ctx: RequestContext, integrationId: string): Promise<void> {
    if (!(await this.integrations.isCustom(ctx, integrationId))) throw keysOfCustomOnly();
  }
}
