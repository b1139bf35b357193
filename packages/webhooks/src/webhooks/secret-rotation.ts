import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { callerOf, recordAct } from '@parley/audit-log';
import type { Webhook } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { wallClock, type RequestContext } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { secretsRotating, webhookNotFound } from '../webhooks.errors.js';
import { endpointOf, sealEndpoint, validSecrets, type Endpoint } from './endpoint.js';
import { ownIntegration } from './own-integration.js';
import { toWebhook, type WebhookRow } from './webhook.row.js';
import { LOCK, UPDATE } from './webhooks.queries.js';

/** A new secret: 32 bytes of chance in hex. */
export const newSecret = (): string => randomBytes(32).toString('hex');

/** Gives webhooks new secrets. */
@Injectable()
export class SecretRotation {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
  ) {}

  /**
   * Gives a webhook a new secret; the one before stays valid for `overlapSeconds`, answered as `until`; with 0 for no moment.
   * Raises `not_found`, `forbidden`, `conflict` while two are valid and `overlapSeconds` is not 0; CryptoFault where it cannot be read.
   */
  rotate(ctx: RequestContext, integrationId: string, webhookId: string, overlapSeconds: number): Promise<{ webhook: Webhook; until?: string }> {
    const { appId } = ctx;
    const owner = ownIntegration(ctx, integrationId);
    return this.db.app(appId).transaction(async (tx) => {
      const [row] = await tx.query<WebhookRow & Record<string, unknown>>(LOCK, [appId, owner, webhookId]);
      if (!row) throw webhookNotFound();
      const before = (await this.keyring.openOne(tx, endpointOf(row))) as Endpoint;
      const now = wallClock();
      if (overlapSeconds > 0 && validSecrets(before, now).length > 1) throw secretsRotating();
      const until = overlapSeconds > 0 ? new Date(now + overlapSeconds * 1000).toISOString() : undefined;
      const endpoint: Endpoint = { target: before.target, secret: newSecret(), ...(until !== undefined && { previous: { secret: before.secret, until } }) };
      await tx.query(UPDATE, [appId, owner, webhookId, await sealEndpoint(tx, this.keyring, { app_id: appId, id: webhookId }, endpoint), null, null, null]);
      await recordAct(tx, callerOf(ctx), { action: 'webhook:rotateSecret', target: { type: 'webhook', id: webhookId }, details: { integrationId: owner, overlapSeconds } });
      return { webhook: toWebhook(row, endpoint), until };
    });
  }
}
