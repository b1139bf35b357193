import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  SwitchboardIntegrationCreateBody, SwitchboardIntegrationListResponse, SwitchboardIntegrationResponse, SwitchboardIntegrationUpdateBody,
} from '@parley/contracts';
import { SwitchboardIntegrationsService } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import { Ctx, Scopes } from '../http/index.js';
import { Answers, AppIdParam } from '../openapi/index.js';
import { SwitchboardIntegrationParam, SwitchboardParam } from './switchboard.parameters.js';

@ApiTags('Switchboard Integrations')
@AppIdParam()
@SwitchboardParam()
@Scopes('app', 'account')
@Controller('v2/apps/:appId/switchboards/:switchboardId/switchboardIntegrations')
export class SwitchboardIntegrationsController {
  constructor(private readonly integrations: SwitchboardIntegrationsService) {}

  @Post()
  @ApiOperation({ operationId: 'CreateSwitchboardIntegration', summary: 'Create Switchboard Integration', description: 'Puts a custom integration into the switchboard, which takes 10.' })
  @Answers(201, SwitchboardIntegrationResponse, 400, 404)
  async create(
    @Ctx() ctx: RequestContext, @Param('switchboardId') switchboardId: string, @Body() body: SwitchboardIntegrationCreateBody,
  ): Promise<SwitchboardIntegrationResponse> {
    return { switchboardIntegration: await this.integrations.create(ctx, switchboardId, body) };
  }

  @Get()
  @ApiOperation({ operationId: 'ListSwitchboardIntegrations', summary: 'List Switchboard Integrations', description: 'Lists all switchboard integrations linked to the switchboard.' })
  @Answers(200, SwitchboardIntegrationListResponse, 404)
  async list(@Ctx() ctx: RequestContext, @Param('switchboardId') switchboardId: string): Promise<SwitchboardIntegrationListResponse> {
    return { switchboardIntegrations: await this.integrations.list(ctx, switchboardId) };
  }

  @Patch(':switchboardIntegrationId')
  @SwitchboardIntegrationParam()
  @ApiOperation({ operationId: 'UpdateSwitchboardIntegration', summary: 'Update Switchboard Integration', description: 'Updates a switchboard integration.' })
  @Answers(200, SwitchboardIntegrationResponse, 400, 404)
  async update(
    @Ctx() ctx: RequestContext, @Param('switchboardId') switchboardId: string, @Param('switchboardIntegrationId') id: string,
    @Body() body: SwitchboardIntegrationUpdateBody,
  ): Promise<SwitchboardIntegrationResponse> {
    return { switchboardIntegration: await this.integrations.update(ctx, switchboardId, id, body) };
  }

  @Delete(':switchboardIntegrationId')
  @SwitchboardIntegrationParam()
  @ApiOperation({ operationId: 'DeleteSwitchboardIntegration', summary: 'Delete Switchboard Integration', description: "Deletes the switchboard integration. Conversations that it controlled get the default one with their next activity. The default one and another's next cannot be deleted (400)." })
  @Answers(200, Object, 400, 404)
  async delete(@Ctx() ctx: RequestContext, @Param('switchboardId') switchboardId: string, @Param('switchboardIntegrationId') id: string): Promise<object> {
    await this.integrations.delete(ctx, switchboardId, id);
    return {};
  }
}
