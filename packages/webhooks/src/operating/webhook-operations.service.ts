import { Injectable } from '@nestjs/common';
import { callerOf } from '@parley/audit-log';
import type { DeadDelivery, WebhookAttempt, WebhookState } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { isId, type RequestContext } from '@parley/kernel';
import { Database, WakeUp, type Page, type PageRequest, type ScopedSql } from '@parley/persistence';
import { resumeWebhook } from '../deliveries/pauses.js';
import { webhookNotFound } from '../webhooks.errors.js';
import { ownIntegration } from '../webhooks/own-integration.js';
import { GET } from '../webhooks/webhooks.queries.js';
import { DEAD_DELIVERIES } from './look.queries.js';
import { listAttempts, listDead, stateOf, toDeadDelivery, type DeadDeliveryRow } from './look.js';
import { replayDead, type ProvenWebhook, type Replay, type Replayed } from './replay.js';

/** As many as one page of the log may have. */
const ATTEMPTS_SHOWN = 100;

/** What became of a webhook's deliveries, and what can be done about it. All raise `not_found` and `forbidden` as the webhook's own use cases. */
@Injectable()
export class WebhookOperations {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
    private readonly wakeUp: WakeUp,
  ) {}

  async state(ctx: RequestContext, integrationId: string, webhookId: string): Promise<WebhookState> {
    return stateOf(this.sql(ctx), await this.proven(ctx, integrationId, webhookId));
  }

  /** In the order of their events' ids. */
  async dead(ctx: RequestContext, integrationId: string, webhookId: string, page: PageRequest): Promise<Page<DeadDelivery>> {
    return listDead(this.sql(ctx), await this.proven(ctx, integrationId, webhookId), page);
  }

  /** One of them, with the attempts at it that the log still has. */
  async oneDead(ctx: RequestContext, integrationId: string, webhookId: string, eventId: string): Promise<{ delivery: DeadDelivery; attempts: readonly WebhookAttempt[] }> {
    const webhook = await this.proven(ctx, integrationId, webhookId);
    const [row] = await this.sql(ctx).query<DeadDeliveryRow & Record<string, unknown>>(`${DEAD_DELIVERIES} and event_id = $3`, [ctx.appId, webhookId, eventId]);
    if (!row) throw webhookNotFound();
    const { items } = await listAttempts(this.sql(ctx), this.keyring, webhook, { eventId }, { size: ATTEMPTS_SHOWN });
    return { delivery: toDeadDelivery(row), attempts: items };
  }

  /** The log, of one event or of all; the last page first. */
  async attempts(ctx: RequestContext, integrationId: string, webhookId: string, eventId: string | undefined, page: PageRequest): Promise<Page<WebhookAttempt>> {
    return listAttempts(this.sql(ctx), this.keyring, await this.proven(ctx, integrationId, webhookId), { eventId }, page);
  }

  /** Sends dead deliveries again; of one event raises `not_found` where it is not among them. */
  async replay(ctx: RequestContext, integrationId: string, webhookId: string, which: Replayed): Promise<Replay> {
    const replay = await replayDead(this.db, this.keyring, await this.proven(ctx, integrationId, webhookId), which, callerOf(ctx));
    if (which.eventId !== undefined && replay.replayed + replay.dropped + replay.unreadable === 0) throw webhookNotFound();
    this.wakeUp.signal();
    return replay;
  }

  /** Ends a webhook's pause; of one that is not paused nothing changes. */
  async resume(ctx: RequestContext, integrationId: string, webhookId: string): Promise<WebhookState> {
    const webhook = await this.proven(ctx, integrationId, webhookId);
    await this.sql(ctx).transaction((tx) => resumeWebhook(tx, { appId: ctx.appId, webhookId }, callerOf(ctx)));
    this.wakeUp.signal();
    return stateOf(this.sql(ctx), webhook);
  }

  private sql(ctx: RequestContext): ScopedSql {
    return this.db.app(ctx.appId);
  }

  private async proven(ctx: RequestContext, integrationId: string, webhookId: string): Promise<ProvenWebhook> {
    const owner = ownIntegration(ctx, integrationId);
    if (!isId(webhookId) || (await this.sql(ctx).query(GET, [ctx.appId, owner, webhookId])).length === 0) throw webhookNotFound();
    return { appId: ctx.appId, id: webhookId };
  }
}
