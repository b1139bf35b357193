import { asAppId, type AppId } from '@parley/kernel';
import type { ScopedSql } from '@parley/persistence';
import { webhookNotFound } from '../webhooks.errors.js';
import { FIND_WEBHOOK, LIST_WEBHOOKS } from './look.queries.js';

/** A webhook as an operator sees it among all. */
export interface FoundWebhook {
  readonly appId: AppId;
  readonly integrationId: string;
  readonly id: string;
  readonly status: 'working' | 'failing' | 'paused';
  /** Counted to 10,000. */
  readonly deadDeliveries: number;
}

interface Row {
  readonly app_id: string;
  readonly integration_id: string;
  readonly id: string;
  readonly since: Date | null;
  readonly paused_at: Date | null;
  readonly dead: number;
}

/** The webhooks of one app or of all, in the system's scope. */
export async function listWebhooks(db: ScopedSql, app?: string): Promise<FoundWebhook[]> {
  const rows = await db.query<Row & Record<string, unknown>>(LIST_WEBHOOKS, [app ?? null]);
  return rows.map(({ app_id: appId, integration_id: integrationId, id, since, paused_at: pausedAt, dead }) => {
    const failing = since === null ? 'working' : 'failing';
    return { appId: asAppId(appId), integrationId, id, status: pausedAt === null ? failing : 'paused', deadDeliveries: dead };
  });
}

/** Whose webhook it is, in the system's scope. Raises `not_found`. */
export async function findWebhook(db: ScopedSql, id: string): Promise<{ readonly appId: AppId; readonly id: string }> {
  const [row] = await db.query<{ app_id: string }>(FIND_WEBHOOK, [id]);
  if (!row) throw webhookNotFound();
  return { appId: asAppId(row.app_id), id };
}
