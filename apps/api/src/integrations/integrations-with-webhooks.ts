import type { Integration, IntegrationCreateBody } from '@parley/contracts';
import { DefaultResponders } from '@parley/conversations';
import { ChannelConnections, IntegrationsService, IntegrationUpdates, webhooksOfCustomOnly } from '@parley/integrations';
import type { RequestContext } from '@parley/kernel';
import { Database, type Page, type Sql } from '@parley/persistence';
import { WebhooksService } from '@parley/webhooks';
import { Injectable } from '@nestjs/common';

/** Weaves integrations, webhooks and the switchboard: a custom integration is made with its webhook, and shows it; others show who answers first. */
@Injectable()
export class IntegrationsWithWebhooks {
  constructor(
    private readonly db: Database,
    private readonly integrations: IntegrationsService,
    private readonly webhooks: WebhooksService,
    private readonly responders: DefaultResponders,
    private readonly connections: ChannelConnections,
    private readonly updates: IntegrationUpdates,
  ) {}

  /** Makes both or neither; of another type there is one to make. Raises `bad_request` for a target that cannot be called, an eleventh webhook, and a default responder that is not there. */
  async create(ctx: RequestContext, body: IntegrationCreateBody): Promise<Integration> {
    const [webhook] = body.webhooks ?? [];
    if (webhook) await this.webhooks.assertTarget(webhook.target, 'webhooks[0].target');
    const draft = this.integrations.drafted(body);
    const connected = await this.connections.connect(ctx.appId, draft.id, body.type, draft.settings);
    const made = await this.db.app(ctx.appId).transaction(async (tx) => {
      await this.responders.check(tx, ctx, body.defaultResponderId);
      const integration = await this.integrations.createIn(tx, ctx, body, draft, connected);
      return webhook ? { ...integration, webhooks: [await this.webhooks.createIn(tx, ctx, integration.id, webhook)] } : integration;
    });
    return webhook ? made : this.shown(ctx, made);
  }

  /** Deletes an integration, and has its vendor call no more. Raises `integration_not_found`. */
  async delete(ctx: RequestContext, integrationId: string): Promise<void> {
    const { type, settings } = await this.integrations.delete(ctx, integrationId);
    await this.connections.disconnect(type, settings);
  }

  /** Raises as the integrations' own update, and `bad_request` for a default responder that is not there. */
  async update(ctx: RequestContext, integrationId: string, body: object): Promise<Integration> {
    const check = (tx: Sql, { defaultResponderId }: { readonly defaultResponderId?: string | null }) => this.responders.check(tx, ctx, defaultResponderId);
    return this.shown(ctx, await this.updates.update(ctx, integrationId, body, check));
  }

  /** Raises `bad_request` for an integration that can have no webhooks; `integration_not_found`. */
  async assertCustom(ctx: RequestContext, integrationId: string): Promise<void> {
    if (!(await this.integrations.isCustom(ctx, integrationId))) throw webhooksOfCustomOnly();
  }

  /**
   * A custom one with its first webhook, for the specification allows one here (openapi.yaml, custom), none once all have been deleted: all of them
   * are listed by their own endpoint. One of another type with its default responder, where it or the switchboard has one.
   */
  async shown(ctx: RequestContext, integration: Integration): Promise<Integration> {
    const [shown] = await this.allShown(ctx, [integration]);
    return shown ?? integration;
  }

  /** A page of integrations, each as `shown`, at the cost of two queries. */
  async page(ctx: RequestContext, page: Page<Integration>): Promise<Page<Integration>> {
    return { ...page, items: await this.allShown(ctx, page.items) };
  }

  private async allShown(ctx: RequestContext, integrations: readonly Integration[]): Promise<Integration[]> {
    const idsOf = (custom: boolean) => integrations.filter(({ type }) => (type === 'custom') === custom).map(({ id }) => id);
    const [custom, others] = [idsOf(true), idsOf(false)];
    const firsts = custom.length > 0 ? await this.webhooks.firsts(ctx, custom) : undefined;
    const responders = others.length > 0 ? await this.responders.of(ctx, others) : undefined;
    return integrations.map((integration) => {
      const [first, defaultResponder] = [firsts?.get(integration.id), responders?.get(integration.id)];
      if (integration.type === 'custom') return { ...integration, webhooks: first ? [first] : [] };
      return defaultResponder ? { ...integration, defaultResponder } : integration;
    });
  }
}
