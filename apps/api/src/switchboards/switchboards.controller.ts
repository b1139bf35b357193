import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { SwitchboardListResponse, SwitchboardResponse, SwitchboardUpdateBody } from '@parley/contracts';
import { SwitchboardsService } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import { Ctx, Scopes } from '../http/index.js';
import { Answers, AppIdParam } from '../openapi/index.js';
import { SwitchboardParam } from './switchboard.parameters.js';

@ApiTags('Switchboards')
@AppIdParam()
@Scopes('app', 'account')
@Controller('v2/apps/:appId/switchboards')
export class SwitchboardsController {
  constructor(private readonly switchboards: SwitchboardsService) {}

  @Post()
  @ApiOperation({ operationId: 'CreateSwitchboard', summary: 'Create Switchboard', description: 'Creates the switchboard of the app, disabled.' })
  @Answers(201, SwitchboardResponse, 400, 404)
  async create(@Ctx() ctx: RequestContext): Promise<SwitchboardResponse> {
    return { switchboard: await this.switchboards.create(ctx) };
  }

  @Get()
  @ApiOperation({ operationId: 'ListSwitchboards', summary: 'List Switchboards', description: 'Lists all switchboards belonging to the app: one or none.' })
  @Answers(200, SwitchboardListResponse, 404)
  async list(@Ctx() ctx: RequestContext): Promise<SwitchboardListResponse> {
    return { switchboards: await this.switchboards.list(ctx) };
  }

  @Patch(':switchboardId')
  @SwitchboardParam()
  @ApiOperation({ operationId: 'UpdateSwitchboard', summary: 'Update Switchboard', description: 'Updates a switchboard. An enabled one has a default switchboard integration.' })
  @Answers(200, SwitchboardResponse, 400, 404)
  async update(@Ctx() ctx: RequestContext, @Param('switchboardId') switchboardId: string, @Body() body: SwitchboardUpdateBody): Promise<SwitchboardResponse> {
    return { switchboard: await this.switchboards.update(ctx, switchboardId, body) };
  }

  @Delete(':switchboardId')
  @SwitchboardParam()
  @ApiOperation({ operationId: 'DeleteSwitchboard', summary: 'Delete Switchboard', description: 'Deletes the switchboard and all its switchboard integrations. The integrations linked to these are not deleted and receive all conversation events from then on.' })
  @Answers(200, Object, 404)
  async delete(@Ctx() ctx: RequestContext, @Param('switchboardId') switchboardId: string): Promise<object> {
    await this.switchboards.delete(ctx, switchboardId);
    return {};
  }
}
