import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DeviceListResponse, DeviceResponse } from '@parley/contracts';
import { DevicesService } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import { Ctx, Scopes } from '../http/index.js';
import { Answers, AppIdParam, IdParam } from '../openapi/index.js';
import { BrandIdQuery, brandIdOf, UserParam } from '../users/user.parameters.js';

@ApiTags('Devices')
@AppIdParam()
@UserParam()
@BrandIdQuery()
@Scopes('integration', 'app', 'account')
@Controller('v2/apps/:appId/users/:userIdOrExternalId/devices')
export class DevicesController {
  constructor(private readonly devices: DevicesService) {}

  @Get()
  @ApiOperation({ operationId: 'ListDevices', summary: 'List Devices', description: 'Lists the devices of a user, the one last seen first.' })
  @Answers(200, DeviceListResponse, 400, 404)
  async list(@Ctx() ctx: RequestContext, @Param('userIdOrExternalId') userIdOrExternalId: string, @Query('brandId') brandId?: unknown): Promise<DeviceListResponse> {
    return { devices: await this.devices.list(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId) }) };
  }

  @Get(':deviceId')
  @IdParam('deviceId', "The device's id.", '5d9b870dda96abc332625ccc')
  @ApiOperation({ operationId: 'GetDevice', summary: 'Get Device', description: 'Fetches a device of a user.' })
  @Answers(200, DeviceResponse, 400, 404)
  async get(
    @Ctx() ctx: RequestContext,
    @Param('userIdOrExternalId') userIdOrExternalId: string,
    @Param('deviceId') deviceId: string,
    @Query('brandId') brandId?: unknown,
  ): Promise<DeviceResponse> {
    return { device: await this.devices.get(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId), deviceId }) };
  }
}
