import { Body, Controller, Delete, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { LegalHoldListResponse, LegalHoldPlaceBody, LegalHoldResponse } from '@parley/contracts';
import type { RequestContext } from '@parley/kernel';
import { LegalHoldsService, type HoldFilter } from '@parley/legal-hold';
import type { PageRequest } from '@parley/persistence';
import type { FastifyReply } from 'fastify';
import { AccountKeysOnly, AlsoDeleted, Ctx, PageQuery, paged, Scopes, type ApiRequest } from '../http/index.js';
import { Answers, AppIdParam, FilterParam, IdParam, PageParam } from '../openapi/index.js';
import { HOLD_FILTER, LegalHoldFilter } from './hold-filter.decorator.js';

@ApiTags('Legal Holds')
@AppIdParam()
@Scopes('account')
@AccountKeysOnly()
@AlsoDeleted()
@Controller('parley/v1/apps/:appId/holds')
export class LegalHoldsController {
  constructor(private readonly holds: LegalHoldsService) {}

  @Post()
  @ApiOperation({
    operationId: 'PlaceLegalHold', summary: 'Place Legal Hold',
    description:
      'Keeps an app with everything in it, a user or a conversation from being deleted until the hold is lifted; a deletion is answered 409. ' +
      'A user’s hold reaches the conversations he takes part in. What is deleted and not yet erased can be held too. ' +
      'The same target under the same reference has one hold: placed again, it is answered with 200.',
  })
  @Answers(201, LegalHoldResponse, 400, 404)
  @Answers(200, LegalHoldResponse)
  async place(@Ctx() ctx: RequestContext, @Body() body: LegalHoldPlaceBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<LegalHoldResponse> {
    const { hold, placed } = await this.holds.place(ctx, body);
    if (!placed) reply.status(200);
    return { hold };
  }

  @Get()
  @ApiOperation({ operationId: 'ListLegalHolds', summary: 'List Legal Holds', description: 'Lists the holds of an app, page by page: those in force, unless the filter says otherwise.' })
  @PageParam()
  @FilterParam('legalHoldFilter', HOLD_FILTER)
  @Answers(200, LegalHoldListResponse, 400, 404)
  async list(
    @Req() request: ApiRequest,
    @Ctx() ctx: RequestContext,
    @PageQuery() page: PageRequest,
    @LegalHoldFilter() filter: HoldFilter,
  ): Promise<LegalHoldListResponse> {
    return paged(request, page, 'holds', await this.holds.list(ctx, filter, page));
  }

  @Get(':holdId')
  @IdParam('holdId', 'The id of the hold.', '5e1606762556d93e9c176f6a')
  @ApiOperation({ operationId: 'GetLegalHold', summary: 'Get Legal Hold', description: 'Returns a hold, in force or lifted.' })
  @Answers(200, LegalHoldResponse, 404)
  async get(@Ctx() ctx: RequestContext, @Param('holdId') holdId: string): Promise<LegalHoldResponse> {
    return { hold: await this.holds.get(ctx, holdId) };
  }

  @Delete(':holdId')
  @IdParam('holdId', 'The id of the hold.', '5e1606762556d93e9c176f6a')
  @ApiOperation({ operationId: 'LiftLegalHold', summary: 'Lift Legal Hold', description: 'Lifts a hold, which stays on the list of lifted ones. Lifted again, nothing changes.' })
  @Answers(200, Object, 404)
  async lift(@Ctx() ctx: RequestContext, @Param('holdId') holdId: string): Promise<object> {
    await this.holds.lift(ctx, holdId);
    return {};
  }
}
