import { Get, Param, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { WebhookAttemptListResponse } from '@parley/contracts';
import type { RequestContext } from '@parley/kernel';
import type { PageRequest } from '@parley/persistence';
import { WebhookOperations } from '@parley/webhooks';
import { Ctx, Filter, PageQuery, paged, type ApiRequest } from '../http/index.js';
import { Answers, FilterParam, PageParam } from '../openapi/index.js';
import { WebhookController } from './webhook-controller.decorator.js';

@WebhookController('/attempts')
export class WebhookAttemptsController {
  constructor(private readonly webhooks: WebhookOperations) {}

  @Get()
  @ApiOperation({
    operationId: 'ListWebhookAttempts', summary: 'List Webhook Attempts',
    description: 'Lists attempts at a webhook in the order in which they were made, page by page; without a cursor the last ones. They are kept for as long as the installation says (7 days unless set).',
  })
  @PageParam()
  @FilterParam('webhookAttemptFilter', { eventId: 'Attempts at this event.' })
  @Answers(200, WebhookAttemptListResponse, 400, 403, 404)
  async list(
    @Req() request: ApiRequest, @Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string,
    @Filter('eventId') eventId: string | undefined, @PageQuery() page: PageRequest,
  ): Promise<WebhookAttemptListResponse> {
    return paged(request, page, 'attempts', await this.webhooks.attempts(ctx, integrationId, webhookId, eventId, page));
  }
}
