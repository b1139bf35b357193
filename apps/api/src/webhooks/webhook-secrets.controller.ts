import { Body, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { SECRET_OVERLAP, WebhookSecretResponse, WebhookSecretRotateBody } from '@parley/contracts';
import type { RequestContext } from '@parley/kernel';
import { SecretRotation } from '@parley/webhooks';
import { Ctx } from '../http/index.js';
import { Answers } from '../openapi/index.js';
import { WebhookController } from './webhook-controller.decorator.js';

@WebhookController()
export class WebhookSecretsController {
  constructor(private readonly secrets: SecretRotation) {}

  @Post('rotateSecret')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'RotateWebhookSecret', summary: 'Rotate Webhook Secret',
    description:
      'Gives a webhook a new secret. Until the overlap ends, `webhook-signature` carries a signature by each of the two, and `X-API-Key` the secret before; then the new one alone. ' +
      'While two secrets are valid, only a rotation without overlap is done (409).',
  })
  @Answers(200, WebhookSecretResponse, 400, 403, 404, 409)
  async rotate(
    @Ctx() ctx: RequestContext, @Param('integrationId') integrationId: string, @Param('webhookId') webhookId: string, @Body() body: WebhookSecretRotateBody,
  ): Promise<WebhookSecretResponse> {
    const { webhook, until } = await this.secrets.rotate(ctx, integrationId, webhookId, body.overlapSeconds ?? SECRET_OVERLAP.default);
    return { webhook, previousSecretValidUntil: until };
  }
}
