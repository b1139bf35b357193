import { Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { WebhookStateResponse } from '@parley/contracts';
import type { RequestContext } from '@parley/kernel';
import { WebhookOperations } from '@parley/webhooks';
import { Ctx } from '../http/index.js';
import { Answers } from '../openapi/index.js';
import { WebhookController } from './webhook-controller.decorator.js';

@WebhookController()
export class WebhookStateController {
  constructor(private readonly webhooks: WebhookOperations) {}

  @Get('state')
  @ApiOperation({ operationId: 'GetWebhookState', summary: 'Get Webhook State', description: 'Says how a webhook does: whether it takes what it is sent, what waits, and what is dead.' })
  @Answers(200, WebhookStateResponse, 403, 404)
  async state(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string): Promise<WebhookStateResponse> {
    return { state: await this.webhooks.state(ctx, integrationId, webhookId) };
  }

  @Post('resume')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'ResumeWebhook', summary: 'Resume Webhook',
    description: 'Ends the pause of a webhook at once, instead of when it takes the event by which it is tried. What waits is sent in order. One that is not paused stays as it is.',
  })
  @Answers(200, WebhookStateResponse, 403, 404)
  async resume(@Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string): Promise<WebhookStateResponse> {
    return { state: await this.webhooks.resume(ctx, integrationId, webhookId) };
  }
}
