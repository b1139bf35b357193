import { Injectable } from '@nestjs/common';
import { callerOf, recordAct, type AuditAction } from '@parley/audit-log';
import { INTEGRATION_TYPES, type Integration, type IntegrationUpdateBody } from '@parley/contracts';
import { AppError, leasesEnded, newId, type RequestContext } from '@parley/kernel';
import { Database, keysetPage, mapPage, type Page, type PageRequest, type Sql } from '@parley/persistence';
import { integrationNotFound, invalidType } from '../integrations.errors.js';
import { toIntegration, type IntegrationRow } from './integration.row.js';
import { DELETE, GET, INSERT, LIST, RENAME } from './integrations.queries.js';

/** An app's connections to business systems; channels follow in later versions. */
@Injectable()
export class IntegrationsService {
  constructor(private readonly db: Database) {}

  /** Raises `bad_request` for a type that this version cannot create. */
  assertType(type: string): void {
    if (!isKnown(type)) throw invalidType();
  }

  /** Adds an integration in the caller's transaction: a custom one is made together with its webhook. Raises `app_not_found`. */
  async createIn(tx: Sql, ctx: RequestContext, given: { readonly type: string; readonly displayName?: string | null }): Promise<Integration> {
    const [row] = await tx.query<IntegrationRow>(INSERT, [ctx.appId, newId(), given.type, given.displayName ?? null]);
    if (!row) throw new AppError('app_not_found', 'App not found');
    await onRecord(tx, ctx, 'integration:create', row.id);
    return toIntegration(row);
  }

  /** Integrations by id. `types`: a comma-separated list; none means all. */
  async list(ctx: RequestContext, page: PageRequest, types?: string): Promise<Page<Integration>> {
    const wanted = types?.split(',').map((type) => type.trim()).filter((type) => type !== '');
    // Nothing can be of a type that cannot be made; to look for it would read all of them.
    if (wanted && !wanted.some(isKnown)) return { items: [], hasMore: false };
    const rows = await keysetPage<IntegrationRow>(this.db.app(ctx.appId), { select: LIST, values: [ctx.appId, wanted ?? null], id: 'id' }, page);
    return mapPage(rows, toIntegration);
  }

  /** Raises `integration_not_found`. */
  async get(ctx: RequestContext, integrationId: string): Promise<Integration> {
    return found(await this.db.app(ctx.appId).query<IntegrationRow>(GET, [ctx.appId, integrationId]));
  }

  /** Changes the display name, also to null; the rest of a custom integration stays as it was made. Raises `integration_not_found`. */
  async update(ctx: RequestContext, integrationId: string, { displayName }: IntegrationUpdateBody): Promise<Integration> {
    if (displayName === undefined) return this.get(ctx, integrationId);
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const integration = found(await tx.query<IntegrationRow>(RENAME, [ctx.appId, integrationId, displayName]));
      await onRecord(tx, ctx, 'integration:update', integrationId);
      return integration;
    });
  }

  /**
   * Removes an integration with its keys and webhooks; answers when its keys open nothing any more.
   * Raises `integration_not_found`, no sooner: it may have been deleted a moment ago.
   */
  async delete(ctx: RequestContext, integrationId: string): Promise<void> {
    const deleted = await this.db.app(ctx.appId).transaction(async (tx) => {
      const rows = await tx.query(DELETE, [ctx.appId, integrationId]);
      if (rows.length > 0) await onRecord(tx, ctx, 'integration:delete', integrationId);
      return rows;
    });
    await leasesEnded();
    if (deleted.length === 0) throw integrationNotFound();
  }
}

const onRecord = (tx: Sql, ctx: RequestContext, action: AuditAction, id: string): Promise<string> =>
  recordAct(tx, callerOf(ctx), { action, target: { type: 'integration', id } });

const isKnown = (type: string): boolean => (INTEGRATION_TYPES as readonly string[]).includes(type);

function found([row]: readonly IntegrationRow[]): Integration {
  if (!row) throw integrationNotFound();
  return toIntegration(row);
}
