import { Injectable } from '@nestjs/common';
import { callerOf, namesIn, recordAct, type Act } from '@parley/audit-log';
import type { Webhook, WebhookBody, WebhookCreateBody } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { GuardedClient } from '@parley/egress';
import { newId, type RequestContext } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { appNotFound, integrationNotFound, MAX_WEBHOOKS, tooManyWebhooks, webhookNotFound } from '../webhooks.errors.js';
import { endpointOf, sealEndpoint, type Endpoint } from './endpoint.js';
import { ownIntegration } from './own-integration.js';
import { newSecret } from './secret-rotation.js';
import { toWebhook, type WebhookRow } from './webhook.row.js';
import { COUNT, DELETE, FIRSTS, GET, INSERT, LIST, LOCK, LOCK_APP, UPDATE } from './webhooks.queries.js';

type Row = WebhookRow & Record<string, unknown>;

/** Subscriptions of custom integrations to an app's events. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly db: Database,
    private readonly egress: GuardedClient,
    private readonly keyring: Keyring,
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
    const [id, endpoint] = [newId(), { target: body.target, secret: newSecret() }];
    const sealed = await sealEndpoint(tx, this.keyring, { app_id: appId, id }, endpoint);
    const [row] = await tx.query<Row>(INSERT, [
      appId, integrationId, id, sealed, unique(body.triggers), body.includeFullUser ?? false, body.includeFullSource ?? false,
    ]);
    if (!row) throw integrationNotFound();
    await onRecord(tx, ctx, 'webhook:create', row.id, { integrationId, triggers: row.triggers });
    return toWebhook(row, endpoint);
  }

  /** The webhooks of an integration that exists, oldest first; at most ten. One that cannot be read is left out. Raises `forbidden`. */
  async list(ctx: RequestContext, integrationId: string): Promise<Webhook[]> {
    const opened = await this.openAll(ctx, LIST, ownIntegration(ctx, integrationId));
    return opened.map(({ webhook }) => webhook);
  }

  /** The first webhook of each of some integrations, by the integration's id; as long as it can be read. */
  async firsts(ctx: RequestContext, integrationIds: readonly string[]): Promise<Map<string, Webhook>> {
    const opened = await this.openAll(ctx, FIRSTS, integrationIds);
    return new Map(opened.map(({ row, webhook }) => [row.integration_id, webhook]));
  }

  /** Raises `not_found`, `forbidden`; CryptoFault where it cannot be read. */
  async get(ctx: RequestContext, integrationId: string, webhookId: string): Promise<Webhook> {
    const sql = this.db.app(ctx.appId);
    const row = found(await sql.query<Row>(GET, [ctx.appId, ownIntegration(ctx, integrationId), webhookId]));
    return toWebhook(row, await this.open(sql, row));
  }

  /** Changes what the body names. Raises `not_found`, `forbidden`, `bad_request` (target); CryptoFault where it cannot be read. */
  async update(ctx: RequestContext, integrationId: string, webhookId: string, body: WebhookBody): Promise<Webhook> {
    const owner = ownIntegration(ctx, integrationId);
    if (body.target !== undefined) await this.egress.assertTarget(body.target);
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const before = await this.open(tx, found(await tx.query<Row>(LOCK, [ctx.appId, owner, webhookId])));
      const endpoint = { ...before, target: body.target ?? before.target };
      const sealed = body.target === undefined ? null : await sealEndpoint(tx, this.keyring, { app_id: ctx.appId, id: webhookId }, endpoint);
      const row = found(
        await tx.query<Row>(UPDATE, [
          ctx.appId, owner, webhookId, sealed, body.triggers ? unique(body.triggers) : null, body.includeFullUser ?? null, body.includeFullSource ?? null,
        ]),
      );
      await onRecord(tx, ctx, 'webhook:update', webhookId, { integrationId: owner, fields: namesIn(body) });
      return toWebhook(row, endpoint);
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

  private async open(sql: Sql, row: WebhookRow): Promise<Endpoint> {
    return (await this.keyring.openOne(sql, endpointOf(row))) as Endpoint;
  }

  /** What a statement finds by one more value than the app; without those that cannot be read. */
  private async openAll(ctx: RequestContext, statement: string, value: unknown): Promise<{ row: WebhookRow; webhook: Webhook }[]> {
    const sql = this.db.app(ctx.appId);
    const rows = await sql.query<Row>(statement, [ctx.appId, value]);
    const opened = await this.keyring.open(sql, rows.map(endpointOf));
    return rows.flatMap((row, index) => {
      const one = opened[index];
      return one?.ok ? [{ row, webhook: toWebhook(row, one.value as Endpoint) }] : [];
    });
  }
}

const onRecord = (tx: Sql, ctx: RequestContext, action: Act['action'], id: string, details: Act['details']): Promise<string> =>
  recordAct(tx, callerOf(ctx), { action, target: { type: 'webhook', id }, details });

const unique = (triggers: readonly string[]): string[] => [...new Set(triggers)];

function found([row]: readonly WebhookRow[]): WebhookRow {
  if (!row) throw webhookNotFound();
  return row;
}
