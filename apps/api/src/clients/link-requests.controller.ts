import { Body, Controller, Delete, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { LinkRequestCreateBody, LinkRequestResponse } from '@parley/contracts';
import { LinkRequestsService } from '@parley/conversations';
import { ChannelLinks } from '@parley/integrations';
import type { RequestContext } from '@parley/kernel';
import { Ctx, Scopes } from '../http/index.js';
import { Answers, AppIdParam, IdParam } from '../openapi/index.js';
import { BrandIdQuery, brandIdOf, UserParam } from '../users/user.parameters.js';

@ApiTags('Clients')
@AppIdParam()
@UserParam()
@BrandIdQuery()
@Scopes('integration', 'app', 'account')
@Controller('parley/v1/apps/:appId/users/:userIdOrExternalId/linkRequests')
export class LinkRequestsController {
  constructor(
    private readonly requests: LinkRequestsService,
    private readonly channels: ChannelLinks,
  ) {}

  @Post()
  @ApiOperation({
    operationId: 'CreateLinkRequest', summary: 'Create Link Request',
    description:
      'Makes a link by which a user comes to a channel on which nobody can be addressed first. Who opens it is this user from then on: his account there becomes a client of the user, as by CreateClient, ' +
      'and the conversation goes on there. Told by `client:add` and `client:update`; an account of another user is taken from him (`client:remove`, theft), or both become one when both are anonymous (`user:merge`). ' +
      'The link is opened once, within a day. One that leads nowhere any more is a `conversation:referral` with its code.',
  })
  @Answers(201, LinkRequestResponse, 400, 404)
  async create(
    @Ctx() ctx: RequestContext,
    @Param('userIdOrExternalId') userIdOrExternalId: string,
    @Body() body: LinkRequestCreateBody,
    @Query('brandId') brandId?: unknown,
  ): Promise<LinkRequestResponse> {
    const linkOf = await this.channels.to(ctx, body.integrationId);
    const { code, ...made } = await this.requests.create(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId), body });
    return { linkRequest: { ...made, code, url: linkOf(code) } };
  }

  @Delete(':linkRequestId')
  @IdParam('linkRequestId', 'The id of the link request.', '5e1606762556d93e9c176f6a')
  @ApiOperation({ operationId: 'RevokeLinkRequest', summary: 'Revoke Link Request', description: 'Has a link lead nowhere that was not opened yet. What it led to before stays.' })
  @Answers(200, Object, 400, 404)
  async revoke(
    @Ctx() ctx: RequestContext,
    @Param('userIdOrExternalId') userIdOrExternalId: string,
    @Param('linkRequestId') linkRequestId: string,
    @Query('brandId') brandId?: unknown,
  ): Promise<object> {
    await this.requests.revoke(ctx, { userIdOrExternalId, brandId: brandIdOf(brandId), linkRequestId });
    return {};
  }
}
