import { Body, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { DeadDeliveryListResponse, DeadDeliveryResponse, WebhookReplayBody, WebhookReplayResponse } from '@parley/contracts';
import type { RequestContext } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { WebhookOperations } from '@parley/webhooks';
import { Ctx, PageQuery, paged, type ApiRequest } from '../http/index.js';
import { Answers, IdParam, PageParam } from '../openapi/index.js';
import { WebhookController } from './webhook-controller.decorator.js';

const EventIdParam = () => IdParam('eventId', 'The id of the event.', '5e1606762556d93e9c176f69');
const REPLAY = 'They wait behind what waits already, in the order in which they were to be sent, and come under the ids of their events. What quotes something that was deleted since is dropped.';

@WebhookController('/deadDeliveries')
export class DeadDeliveriesController {
  constructor(private readonly webhooks: WebhookOperations) {}

  @Get()
  @ApiOperation({
    operationId: 'ListDeadDeliveries', summary: 'List Dead Deliveries',
    description: 'Lists deliveries that are not attempted any more, in the order of their events’ ids, page by page. They are kept for as long as the installation says (7 days unless set).',
  })
  @PageParam()
  @Answers(200, DeadDeliveryListResponse, 400, 403, 404)
  async list(
    @Req() request: ApiRequest, @Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string, @PageQuery() page: PageRequest,
  ): Promise<DeadDeliveryListResponse> {
    return paged(request, page, 'deliveries', await this.webhooks.dead(ctx, integrationId, webhookId, page));
  }

  @Post('replay')
  @HttpCode(200)
  @ApiOperation({ operationId: 'ReplayDeadDeliveries', summary: 'Replay Dead Deliveries', description: `Sends dead deliveries again: those of a time, or all. ${REPLAY}` })
  @Answers(200, WebhookReplayResponse, 400, 403, 404)
  async replayAll(
    @Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string, @Body() { from, to }: WebhookReplayBody,
  ): Promise<WebhookReplayResponse> {
    const which = { ...(from !== undefined && { from: new Date(from) }), ...(to !== undefined && { to: new Date(to) }) };
    return { replay: await this.webhooks.replay(ctx, integrationId, webhookId, which) };
  }

  @Get(':eventId')
  @EventIdParam()
  @ApiOperation({ operationId: 'GetDeadDelivery', summary: 'Get Dead Delivery', description: 'Returns a dead delivery with the attempts at it.' })
  @Answers(200, DeadDeliveryResponse, 403, 404)
  async get(
    @Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string, @Param('eventId') eventId: string,
  ): Promise<DeadDeliveryResponse> {
    return this.webhooks.oneDead(ctx, integrationId, webhookId, eventId);
  }

  @Post(':eventId/replay')
  @HttpCode(200)
  @EventIdParam()
  @ApiOperation({ operationId: 'ReplayDeadDelivery', summary: 'Replay Dead Delivery', description: `Sends one dead delivery again. ${REPLAY}` })
  @Answers(200, WebhookReplayResponse, 403, 404)
  async replay(
    @Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string, @Param('eventId') eventId: string,
  ): Promise<WebhookReplayResponse> {
    return { replay: await this.webhooks.replay(ctx, integrationId, webhookId, { eventId }) };
  }
}
