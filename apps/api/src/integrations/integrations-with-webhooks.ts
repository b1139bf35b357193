import type { Integration, IntegrationCreateBody } from '@parley/contracts';
import { IntegrationsService, webhooksOfCustomOnly } from '@parley/integrations';
import type { RequestContext } from '@parley/kernel';
import { Database, type Page } from '@parley/persistence';
import { WebhooksService } from '@parley/webhooks';
import { Injectable } from '@nestjs/common';

/** Weaves integrations and webhooks: a custom integration is made with its webhook, and shows it. */
@Injectable()
export class IntegrationsWithWebhooks {
  constructor(
    private readonly db: Database,
    private readonly integrations: IntegrationsService,
    private readonly webhooks: WebhooksService,
  ) {}

  /** Makes both or neither; of another type there is one to make. Raises `bad_request` for a target that cannot be called and for an eleventh webhook. */
  async create(ctx: RequestContext, body: IntegrationCreateBody): Promise<Integration> {
    const [webhook] = body.webhooks ?? [];
    if (webhook) await this.webhooks.assertTarget(webhook.target, 'webhooks[0].target');
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const integration = await this.integrations.createIn(tx, ctx, body);
      return webhook ? { ...integration, webhooks: [await this.webhooks.createIn(tx, ctx, integration.id, webhook)] } : integration;
    });
  }

  /** Raises `bad_request` for an integration that can have no webhooks; `integration_not_found`. */
  async assertCustom(ctx: RequestContext, integrationId: string): Promise<void> {
    if (!(await this.integrations.isCustom(ctx, integrationId))) throw webhooksOfCustomOnly();
  }

  /**
   * A custom one with its first webhook, for the specification allows one here (openapi.yaml, custom); none once all have been deleted.
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
    const custom = integrations.filter(({ type }) => type === 'custom').map(({ id }) => id);
    const firsts = custom.length > 0 ? await this.webhooks.firsts(ctx, custom) : undefined;
    return integrations.map((integration) => {
      if (integration.type !== 'custom') return integration;
      const first = firsts?.get(integration.id);
      return { ...integration, webhooks: first ? [first] : [] };
    });
  }
}
