import type { Integration, IntegrationCreateBody } from '@parley/contracts';
import { IntegrationsService } from '@parley/integrations';
import { AppError, type RequestContext } from '@parley/kernel';
import { Database, type Page } from '@parley/persistence';
import { WebhooksService } from '@parley/webhooks';
import { Injectable } from '@nestjs/common';

/** Weaves integrations and webhooks: a custom integration is made with its webhook, and shows it. */
@Injectable()
export class CustomIntegrations {
  constructor(
    private readonly db: Database,
    private readonly integrations: IntegrationsService,
    private readonly webhooks: WebhooksService,
  ) {}

  /** Makes both or neither. Raises `bad_request` for another type, no webhook, a target that cannot be called, an eleventh webhook. */
  async create(ctx: RequestContext, { type, displayName, webhooks = [] }: IntegrationCreateBody): Promise<Integration> {
    this.integrations.assertType(type);
    const [body] = webhooks;
    if (!body) throw new AppError('bad_request', 'webhooks is required');
    await this.webhooks.assertTarget(body.target, 'webhooks[0].target');
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const integration = await this.integrations.createIn(tx, ctx, { type, displayName });
      return { ...integration, webhooks: [await this.webhooks.createIn(tx, ctx, integration.id, body)] };
    });
  }

  /**
   * With its first webhook, for the specification allows one here (openapi.yaml, custom); none once all have been deleted.
   * All of them are listed by their own endpoint.
   */
  async withWebhook(ctx: RequestContext, integration: Integration): Promise<Integration> {
    const [shown] = await this.withWebhooks(ctx, [integration]);
    return shown ?? integration;
  }

  /** A page of integrations, each as `withWebhook` shows it, at the cost of one query. */
  async page(ctx: RequestContext, page: Page<Integration>): Promise<Page<Integration>> {
    return { ...page, items: await this.withWebhooks(ctx, page.items) };
  }

  private async withWebhooks(ctx: RequestContext, integrations: readonly Integration[]): Promise<Integration[]> {
    const firsts = await this.webhooks.firsts(ctx, integrations.map(({ id }) => id));
    return integrations.map((integration) => {
      const first = firsts.get(integration.id);
      return { ...integration, webhooks: first ? [first] : [] };
    });
  }
}
