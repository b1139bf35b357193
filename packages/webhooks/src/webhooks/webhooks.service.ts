import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { callerOf, namesIn, recordAct, type Act } from '@parley/audit-log';
import type { Webhook, WebhookBody, WebhookCreateBody } from '@parley/contracts';
import { GuardedClient } from '@parley/egress';
import { newId, type RequestContext } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { appNotFound, integrationNotFound, MAX_WEBHOOKS, tooManyWebhooks, webhookNotFound } from '../webhooks.errors.js';
import { ownIntegration } from './own-integration.js';
import { toWebhook, type WebhookRow } from './webhook.row.js';
import { COUNT, DELETE, FIRSTS, GET, INSERT, LIST, LOCK_APP, UPDATE } from './webhooks.queries.js';

/** Subscriptions of custom integrations to an app's events. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly db: Database,
    private readonly egress: GuardedClient,
  ) {}

  /** Adds a webhook. Raises `bad_request` (target, eleventh webhook), `integration_not_found`, `forbidden`. */
  async create(ctx: RequestContext, integrationId: string, body: WebhookCreateBody): Promise<Webhook> {
    const owner = ownIntegration(ctx, integrationId);
    await this.egress.assertTarget(body.target);
    return this.db.app(ctx.appId).transaction((tx) => this.createIn(tx, ctx, owner, body));
  }

  /** Refuses a target that could not be called. To be asked before a transaction: it waits for name servers. */
  async assertTarget(target: string, field: string): Promise<void> {
    await this.egress.assertTarget(target, field);
  }

  /** Adds a webhook in the caller's transaction; its target has been checked. Raises as `create` does. */
  async createIn(tx: Sql, ctx: RequestContext, integrationId: string, body: WebhookCreateBody): Promise<Webhook> {
    const { appId } = ctx;
    if ((await tx.query(LOCK_APP, [appId])).length === 0) throw appNotFound();
    const [{ count } = { count: 0 }] = await tx.query<{ count: number }>(COUNT, [appId]);
    if (count >= MAX_WEBHOOKS) throw tooManyWebhooks();
    const [row] = await tx.query<WebhookRow>(INSERT, [
      appId, integrationId, newId(), body.target, unique(body.triggers), randomBytes(32).toString('hex'),
      body.includeFullUser ?? false, body.includeFullSource ?? false,
    ]);
    if (!row) throw integrationNotFound();
    await onRecord(tx, ctx, 'webhook:create', row.id, { integrationId, triggers: row.triggers });
    return toWebhook(row);
  }

  /** The webhooks of an integration that exists, oldest first; at most ten. Raises `forbidden`. */
  async list(ctx: RequestContext, integrationId: string): Promise<Webhook[]> {
    const rows = await this.db.app(ctx.appId).query<WebhookRow>(LIST, [ctx.appId, ownIntegration(ctx, integrationId)]);
    return rows.map(toWebhook);
  }

  /** The first webhook of each of some integrations, by the integration's id. */
  async firsts(ctx: RequestContext, integrationIds: readonly string[]): Promise<Map<string, Webhook>> {
    const rows = await this.db.app(ctx.appId).query<WebhookRow>(FIRSTS, [ctx.appId, integrationIds]);
    return new Map(rows.map((row) => [row.integration_id, toWebhook(row)]));
  }

  /** Raises `not_found`, `forbidden`. */
  async get(ctx: RequestContext, integrationId: string, webhookId: string): Promise<Webhook> {
    return found(await this.db.app(ctx.appId).query<WebhookRow>(GET, [ctx.appId, ownIntegration(ctx, integrationId), webhookId]));
  }

  /** Changes what the body names. Raises `not_found`, `forbidden`, `bad_request` (target). */
  async update(ctx: RequestContext, integrationId: string, webhookId: string, body: WebhookBody): Promise<Webhook> {
    const owner = ownIntegration(ctx, integrationId);
    if (body.target !== undefined) await this.egress.assertTarget(body.target);
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const webhook = found(
        await tx.query<WebhookRow>(UPDATE, [
          ctx.appId, owner, webhookId, body.target ?? null, body.triggers ? unique(body.triggers) : null,
          body.includeFullUser ?? null, body.includeFullSource ?? null,
        ]),
      );
      await onRecord(tx, ctx, 'webhook:update', webhookId, { integrationId: owner, fields: namesIn(body) });
      return webhook;
    });
  }

  /** Removes a webhook: nothing more is sent to it, and a job removes the deliveries that wait. Raises `not_found`, `forbidden`. */
  async delete(ctx: RequestContext, integrationId: string, webhookId: string): Promise<void> {
    const owner = ownIntegration(ctx, integrationId);
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const rows = await tx.query(DELETE, [ctx.appId, owner, webhookId]);
      if (rows.length === 0) throw webhookNotFound();
      await onRecord(tx, ctx, 'webhook:delete', webhookId, { integrationId: owner });
    });
  }
}

const onRecord = (tx: Sql, ctx: RequestContext, action: Act['action'], id: string, details: Act['details']): Promise<string> =>
  recordAct(tx, callerOf(ctx), { action, target: { type: 'webhook', id }, details });

const unique = (triggers: readonly string[]): string[] => [...new Set(triggers)];

function found([row]: readonly WebhookRow[]): Webhook {
  if (!row) throw webhookNotFound();
  return toWebhook(row);
}
