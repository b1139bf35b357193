import { Body, Controller, Delete, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ClientCreate, ClientListResponse, ClientResponse } from '@parley/contracts';
import { ClientLinksService, ClientsService } from '@parley/conversations';
import type { RequestContext } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { Ctx, PageQuery, paged, Scopes, type ApiRequest } from '../http/index.js';
import { Answers, AppIdParam, IdParam, PageParam } from '../openapi/index.js';
import { BrandIdQuery, brandIdOf, UserParam } from '../users/user.parameters.js';

@ApiTags('Clients')
@AppIdParam()
@UserParam()
@BrandIdQuery()
@Scopes('integration', 'app', 'account')
@Controller('v2/apps/:appId/users/:userIdOrExternalId/clients')
export class ClientsController {
  constructor(
    private readonly clients: ClientsService,
    private readonly links: ClientLinksService,
  ) {}

  @Post()
  @ApiOperation({
    operationId: 'CreateClient', summary: 'Create Client',
    description:
      'Links a user to an account on a channel. The client is `pending` at first; what becomes of it is told by the events `client:add`, `client:update` and `client:remove`. ' +
      'Without a message, a confirmation of type `immediate` makes it `active` at once; where the user has to be reached on a channel that is not connected, the link fails.',
  })
  @Answers(201, ClientResponse, 400, 404, 409)
  async create(
    @Ctx() ctx: RequestContext,
    @Param('userIdOrExternalId') userIdOrExternalId: string,
    @Body() link: ClientCreate,
    @Query('brandId') brandId?: unknown,
  ): Promise<ClientResponse> {
    return { client: await this.links.create(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId), link }) };
  }

  @Get()
  @ApiOperation({ operationId: 'ListClients', summary: 'List Clients', description: 'Lists the clients of a user, page by page.' })
  @PageParam()
  @Answers(200, ClientListResponse, 400, 404)
  async list(
    @Req() request: ApiRequest,
    @Ctx() ctx: RequestContext,
    @Param('userIdOrExternalId') userIdOrExternalId: string,
    @PageQuery() page: PageRequest,
    @Query('brandId') brandId?: unknown,
  ): Promise<ClientListResponse> {
    return paged(request, page, 'clients', await this.clients.list(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId), page }));
  }

  @Delete(':clientId')
  @IdParam('clientId', "The client's id.", '5d8cff3cd55b040010928b5b')
  @ApiOperation({ operationId: 'RemoveClient', summary: 'Remove Client', description: 'Removes a client, also from all conversations that it is attached to. Not one of type `sdk`.' })
  @Answers(200, Object, 400, 404, 409)
  async remove(
    @Ctx() ctx: RequestContext,
    @Param('userIdOrExternalId') userIdOrExternalId: string,
    @Param('clientId') clientId: string,
    @Query('brandId') brandId?: unknown,
  ): Promise<object> {
    await this.clients.remove(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId), clientId });
    return {};
  }
}
