import { Injectable } from '@nestjs/common';
import { callerOf, namesIn, recordAct, type Details } from '@parley/audit-log';
import type { App, AppCreateBody, AppUpdateBody, AppWithSubdomain } from '@parley/contracts';
import { Erasures } from '@parley/erasure';
import { AppError, asAppId, leasesEnded, mergeMetadata, newId, type CallerContext, type RequestContext } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { Database, mapPage, type Page, type PageRequest } from '@parley/persistence';
import { changeSettings } from './app-settings.js';
import { toApp, toAppWithSubdomain } from './app.mapper.js';
import { findApp, insertApp, listApps, listGrantedApps, lockApp, markDeleted, updateApp, type AppRow } from './apps.queries.js';
import { GRANT, hasServiceAccount } from '../service-accounts/service-accounts.queries.js';

const appNotFound = () => new AppError('app_not_found', 'App not found');

/** Apps of an account. */
@Injectable()
export class AppsService {
  constructor(
    private readonly database: Database,
    private readonly erasures: Erasures,
  ) {}

  /** Makes an app; one that a service account makes is granted to it (openapi.yaml, CreateApp). Raises bad_request for settings that exclude each other. */
  async create(caller: CallerContext, input: AppCreateBody): Promise<App> {
    const id = newId();
    const row: AppRow = {
      id,
      display_name: input.displayName,
      // Unique because the id is, and a legal DNS label.
      subdomain: `app-${id}`,
      settings: changeSettings({}, input.settings),
      metadata: mergeMetadata({}, input.metadata, 'App'),
    };
    const { accountId, serviceAccountId } = caller.principal;
    await this.database.account(accountId).transaction(async (tx) => {
      await insertApp(tx, accountId, row);
      if (serviceAccountId !== undefined) await tx.query(GRANT, [accountId, serviceAccountId, id]);
      await recordAct(tx, { ...callerOf(caller), appId: asAppId(id) }, { action: 'app:create', target: { type: 'app', id }, details: changes(input) });
    });
    return toApp(row);
  }

  /**
   * The account's apps in the order of their making: for a service account, and with `serviceAccountId`, those that were granted
   * to it. Raises forbidden for another one's than the caller's own or, of an account key, its account's (openapi.yaml, ListApps 403).
   */
  async list({ principal: { accountId, serviceAccountId: own } }: CallerContext, page: PageRequest, serviceAccountId = own): Promise<Page<App>> {
    const sql = this.database.account(accountId);
    if (serviceAccountId === undefined) return mapPage(await listApps(sql, accountId, page), toApp);
    const matches = own === undefined ? await hasServiceAccount(sql, accountId, serviceAccountId) : own === serviceAccountId;
    if (!matches) throw new AppError('forbidden', 'The serviceAccountId provided does not match supplied credentials');
    return mapPage(await listGrantedApps(sql, accountId, serviceAccountId, page), toApp);
  }

  /** The app, with its subdomain. */
  async get(ctx: RequestContext): Promise<AppWithSubdomain> {
    const row = await findApp(this.database.app(ctx.appId), ctx.appId);
    if (row === undefined) throw appNotFound();
    return toAppWithSubdomain(row);
  }

  /** Changes what is given: settings one by one, metadata key by key. Raises bad_request. */
  async update(ctx: RequestContext, input: AppUpdateBody): Promise<App> {
    return this.database.app(ctx.appId).transaction(async (tx) => {
      const row = await lockApp(tx, ctx.appId);
      if (row === undefined) throw appNotFound();
      const next: AppRow = {
        ...row,
        display_name: input.displayName ?? row.display_name,
        settings: changeSettings(row.settings, input.settings),
        metadata: mergeMetadata(row.metadata, input.metadata, 'App'),
      };
      await updateApp(tx, next);
      await recordAct(tx, callerOf(ctx), { action: 'app:update', target: { type: 'app', id: ctx.appId }, details: changes(input) });
      return toApp(next);
    });
  }

  /**
   * Deletes the app and answers when it is unreachable everywhere, after about 1.1 s; it is erased after PARLEY_APP_ERASURE_DELAY.
   * Raises app_not_found, no sooner: it may have been deleted a moment ago. Raises legal_hold while anything of it is held.
   */
  async delete(ctx: RequestContext): Promise<void> {
    const deleted = await this.database.app(ctx.appId).transaction(async (tx) => {
      const rows = await markDeleted(tx, ctx.appId);
      if (rows.length === 0) return rows;
      // Marked before: its row is then locked against new holds, and not only shared.
      await refuseIfHeld(tx, ctx.appId, [{ type: 'app' }]);
      const erasureId = await this.erasures.request(tx, { appId: ctx.appId, kind: 'app', targetId: ctx.appId, subjects: [], by: callerOf(ctx) });
      await recordAct(tx, callerOf(ctx), { action: 'app:delete', target: { type: 'app', id: ctx.appId }, details: { erasureId } });
      return rows;
    });
    await leasesEnded();
    if (deleted.length === 0) throw appNotFound();
  }
}

/** What the audit log says of a change: which fields were given, and the settings, which hold nothing that a customer wrote. */
const changes = (input: AppUpdateBody): Details => ({ fields: namesIn(input), settings: { ...input.settings } });
