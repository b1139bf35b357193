import { Injectable } from '@nestjs/common';
import { callerOf, namesIn, recordAct, type Act } from '@parley/audit-log';
import type { SwitchboardIntegration, SwitchboardIntegrationCreateBody, SwitchboardIntegrationUpdateBody } from '@parley/contracts';
import { isId, newId, type RequestContext } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { linkedIntegration } from './linked-integration.js';
import { toSwitchboardIntegration, type SwitchboardIntegrationRow } from './switchboard-integration.row.js';
import { DELETE, INSERT, LIST, UPDATE } from './switchboard-integrations.queries.js';
import {
  isAnothersNext, isTheDefaultIntegration, SWITCHBOARD_INTEGRATION_LIMIT, switchboardIntegrationNotFound, switchboardNotFound,
  tooManySwitchboardIntegrations,
} from './switchboard.errors.js';
import { GET } from './switchboards.queries.js';
import { lockSwitchboard } from './switchboards.service.js';

/** The business systems that a switchboard knows. */
@Injectable()
export class SwitchboardIntegrationsService {
  constructor(private readonly db: Database) {}

  /**
   * Raises switchboard_not_found, too_many_switchboard_integrations, integration_not_found, bad_request for an integration that cannot be
   * linked, switchboard_integration_not_found for a next one that is not there.
   */
  async create(ctx: RequestContext, switchboardId: string, body: SwitchboardIntegrationCreateBody): Promise<SwitchboardIntegration> {
    const { name, deliverStandbyEvents = true, nextSwitchboardIntegrationId: next = null, messageHistoryCount = null } = body;
    return this.db.app(ctx.appId).transaction(async (tx) => {
      await lockSwitchboard(tx, ctx, switchboardId);
      const present = await listIntegrations(tx, ctx);
      if (present.length >= SWITCHBOARD_INTEGRATION_LIMIT) throw tooManySwitchboardIntegrations();
      if (next !== null) found(present, next);
      const { id, type } = await linkedIntegration(tx, ctx.appId, body);
      const row = one(await tx.query<SwitchboardIntegrationRow>(INSERT, [ctx.appId, newId(), name, id, type, deliverStandbyEvents, next, messageHistoryCount]));
      await onRecord(tx, ctx, 'switchboardIntegration:create', row.id, { switchboardId, integrationId: id });
      return toSwitchboardIntegration(row);
    });
  }

  /** Oldest first; at most ten. Raises switchboard_not_found. */
  async list(ctx: RequestContext, switchboardId: string): Promise<SwitchboardIntegration[]> {
    const sql = this.db.app(ctx.appId);
    if (!isId(switchboardId) || (await sql.query(GET, [ctx.appId, switchboardId])).length === 0) throw switchboardNotFound();
    return (await listIntegrations(sql, ctx)).map(toSwitchboardIntegration);
  }

  /** Changes what the body names; null unsets the next one and the history. Raises as `create` does. */
  async update(ctx: RequestContext, switchboardId: string, id: string, body: SwitchboardIntegrationUpdateBody): Promise<SwitchboardIntegration> {
    return this.db.app(ctx.appId).transaction(async (tx) => {
      await lockSwitchboard(tx, ctx, switchboardId);
      const present = await listIntegrations(tx, ctx);
      const before = found(present, id);
      const { nextSwitchboardIntegrationId: next = before.next_switchboard_integration_id, messageHistoryCount = before.message_history_count } = body;
      if (next !== null) found(present, next);
      const relinked = body.integrationId !== undefined || body.integrationType !== undefined;
      const linked = relinked ? await linkedIntegration(tx, ctx.appId, body) : { id: before.integration_id, type: before.integration_type };
      const row = one(await tx.query<SwitchboardIntegrationRow>(UPDATE, [
        ctx.appId, id, body.name ?? before.name, linked.id, linked.type, body.deliverStandbyEvents ?? before.deliver_standby_events, next, messageHistoryCount,
      ]));
      const fields = namesIn(body);
      if (fields.length > 0) await onRecord(tx, ctx, 'switchboardIntegration:update', id, { switchboardId, fields });
      return toSwitchboardIntegration(row);
    });
  }

  /**
   * Conversations that it controlled get the default one with their next activity. Raises switchboard_not_found,
   * switchboard_integration_not_found; bad_request for the default one and for another's next (openapi.yaml).
   */
  async delete(ctx: RequestContext, switchboardId: string, id: string): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const board = await lockSwitchboard(tx, ctx, switchboardId);
      const present = await listIntegrations(tx, ctx);
      found(present, id);
      if (board.default_switchboard_integration_id === id) throw isTheDefaultIntegration(id);
      if (present.some((other) => other.id !== id && other.next_switchboard_integration_id === id)) throw isAnothersNext(id);
      await tx.query(DELETE, [ctx.appId, id]);
      await onRecord(tx, ctx, 'switchboardIntegration:delete', id, { switchboardId });
    });
  }
}

const listIntegrations = (sql: Sql, { appId }: RequestContext): Promise<SwitchboardIntegrationRow[]> => sql.query<SwitchboardIntegrationRow>(LIST, [appId]);

const onRecord = (tx: Sql, ctx: RequestContext, action: Act['action'], id: string, details: Act['details']): Promise<string> =>
  recordAct(tx, callerOf(ctx), { action, target: { type: 'switchboardIntegration', id }, details });

function found(present: readonly SwitchboardIntegrationRow[], id: string): SwitchboardIntegrationRow {
  const row = present.find((each) => each.id === id);
  if (!row) throw switchboardIntegrationNotFound();
  return row;
}

function one([row]: readonly SwitchboardIntegrationRow[]): SwitchboardIntegrationRow {
  if (!row) throw new Error('A statement under the lock of the switchboard answered no row');
  return row;
}
