import { Injectable } from '@nestjs/common';
import { callerOf, namesIn, recordAct, type Act } from '@parley/audit-log';
import type { Switchboard, SwitchboardUpdateBody } from '@parley/contracts';
import { AppError, isId, newId, type RequestContext } from '@parley/kernel';
import { Database, type Sql } from '@parley/persistence';
import { EXISTS } from './switchboard-integrations.queries.js';
import { enabledWithoutDefault, onlyOneSwitchboard, switchboardIntegrationNotFound, switchboardNotFound } from './switchboard.errors.js';
import { toSwitchboard, type SwitchboardRow } from './switchboard.row.js';
import { DELETE, INSERT, LIST, LOCK, UPDATE } from './switchboards.queries.js';

/** The switchboard of an app: at most one, made disabled. */
@Injectable()
export class SwitchboardsService {
  constructor(private readonly db: Database) {}

  /** Raises bad_request when the app has one. */
  async create(ctx: RequestContext): Promise<Switchboard> {
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const [row] = await tx.query<SwitchboardRow>(INSERT, [ctx.appId, newId()]);
      if (!row) throw (await tx.query(LIST, [ctx.appId])).length > 0 ? onlyOneSwitchboard() : new AppError('app_not_found', 'App not found');
      await onRecord(tx, ctx, 'switchboard:create', row.id);
      return toSwitchboard(row);
    });
  }

  /** None or one. */
  async list(ctx: RequestContext): Promise<Switchboard[]> {
    return (await this.db.app(ctx.appId).query<SwitchboardRow>(LIST, [ctx.appId])).map(toSwitchboard);
  }

  /** Raises switchboard_not_found; switchboard_integration_not_found for a default that is not there, also of one that is to be enabled. */
  async update(ctx: RequestContext, switchboardId: string, body: SwitchboardUpdateBody): Promise<Switchboard> {
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const before = await lockSwitchboard(tx, ctx, switchboardId);
      const { enabled = before.enabled, defaultSwitchboardIntegrationId: given } = body;
      if (given !== undefined && (!isId(given) || (await tx.query(EXISTS, [ctx.appId, given])).length === 0)) throw switchboardIntegrationNotFound();
      const defaultId = given ?? before.default_switchboard_integration_id;
      if (enabled && defaultId === null) throw enabledWithoutDefault();
      const [row = before] = await tx.query<SwitchboardRow>(UPDATE, [ctx.appId, switchboardId, enabled, defaultId]);
      const fields = namesIn(body);
      if (fields.length > 0) await onRecord(tx, ctx, 'switchboard:update', switchboardId, { fields, enabled: row.enabled });
      return toSwitchboard(row);
    });
  }

  /** With its switchboard integrations; nobody is in control of any conversation then. Raises switchboard_not_found. */
  async delete(ctx: RequestContext, switchboardId: string): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      await lockSwitchboard(tx, ctx, switchboardId);
      await tx.query(DELETE, [ctx.appId, switchboardId]);
      await onRecord(tx, ctx, 'switchboard:delete', switchboardId);
    });
  }
}

/** Keeps everybody else from changing the switchboard or what is in it until the transaction ends. Raises switchboard_not_found. */
export async function lockSwitchboard(tx: Sql, { appId }: RequestContext, switchboardId: string): Promise<SwitchboardRow> {
  const [row] = isId(switchboardId) ? await tx.query<SwitchboardRow>(LOCK, [appId, switchboardId]) : [];
  if (!row) throw switchboardNotFound();
  return row;
}

const onRecord = (tx: Sql, ctx: RequestContext, action: Act['action'], id: string, details?: Act['details']): Promise<string> =>
  recordAct(tx, callerOf(ctx), { action, target: { type: 'switchboard', id }, ...(details && { details }) });
