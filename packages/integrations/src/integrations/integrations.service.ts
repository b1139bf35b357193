import { Injectable } from '@nestjs/common';
import { callerOf, namesIn, recordAct, type Act, type Details } from '@parley/audit-log';
import { INTEGRATION_CONTRACTS, INTEGRATION_TYPES, readBody, type Integration, type IntegrationCreateBody, type IntegrationType } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { AppError, BadRequestErrors, leasesEnded, newId, type RequestContext } from '@parley/kernel';
import { Database, keysetPage, mapPage, type Page, type PageRequest, type Sql } from '@parley/persistence';
import type { Connected, SettingsChange } from '../channels/connections.service.js';
import { integrationNotFound } from '../integrations.errors.js';
import { toIntegration, type IntegrationRow } from './integration.row.js';
import { DELETE, DUE_NOW, GET, ID_IN_TYPE, INSERT, LIST, LIST_OF_TYPES, LOCK, UPDATE, WANTED } from './integrations.queries.js';
import { READ_FROM_NOW } from '../mailbox/mailbox.queries.js';
import { readsMailbox } from '../mailbox/mailbox-access.js';
import { openOneSettings, openSettings, sealSettings, type IntegrationSettings } from './settings.js';
import { changeSettings, newSettings } from './settings.rules.js';

type Row = IntegrationRow & Record<string, unknown>;

/** An integration that is about to be. */
export interface IntegrationDraft {
  readonly id: string;
  readonly settings: IntegrationSettings;
}

/** What is left to know of an integration that is gone; no settings where they could not be read. */
export interface DeletedIntegration {
  readonly type: IntegrationType;
  readonly settings: IntegrationSettings;
}

/** A change that is about to be, and what its integration's settings were by then, as they are stored. */
export interface UpdateDraft extends SettingsChange {
  readonly sealed: Buffer | null;
}

/** What its vendor told of a draft. */
export interface Confirmed {
  readonly draft: UpdateDraft;
  readonly connected: Connected;
}

/** What may be changed, as far as it is kept in columns. */
export type Changes = Pick<IntegrationCreateBody, 'displayName' | 'defaultResponderId'>;

/** An app's connections: to business systems, and to channels and SDKs, which are stored until they are connected. */
@Injectable()
export class IntegrationsService {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
  ) {}

  /** What a body makes of an integration, before there is one: its vendor is asked meanwhile. */
  drafted(body: IntegrationCreateBody): IntegrationDraft {
    return { id: newId(), settings: newSettings(body.type, body) };
  }

  /** Adds an integration in the caller's transaction, with what its vendor told where it is `connected`: a custom one is made together with its webhook. Raises `app_not_found`. */
  async createIn(tx: Sql, ctx: RequestContext, body: IntegrationCreateBody, draft = this.drafted(body), connected?: Connected): Promise<Integration> {
    const [id, settings] = [draft.id, { ...draft.settings, ...connected?.settings }];
    const sealed = await sealSettings(tx, this.keyring, { app_id: ctx.appId, id }, settings);
    const [row] = await tx.query<Row>(INSERT, [ctx.appId, id, body.type, body.displayName ?? null, body.defaultResponderId ?? null, sealed, connected !== undefined]);
    if (!row) throw new AppError('app_not_found', 'App not found');
    if (connected && readsMailbox(row.type)) await tx.query(READ_FROM_NOW, [ctx.appId, id]);
    await onRecord(tx, ctx, 'integration:create', row.id, { type: row.type });
    return toIntegration(row, settings);
  }

  /** Integrations by id; those whose settings do not open are left out. `types`: a comma-separated list, which may name unknown ones; none means all. */
  async list(ctx: RequestContext, page: PageRequest, types?: string): Promise<Page<Integration>> {
    const sql = this.db.app(ctx.appId);
    const wanted = types === undefined ? undefined : knownTypes(types);
    const query = wanted ? { select: LIST_OF_TYPES, each: WANTED, values: [ctx.appId, wanted], id: ID_IN_TYPE } : { select: LIST, values: [ctx.appId], id: 'id' };
    const rows = await keysetPage<Row>(sql, query, page);
    const settings = (await openSettings(sql, this.keyring, rows.items)).values();
    return mapPage(rows, (row) => {
      const opened = settings.next().value;
      return opened && toIntegration(row, opened);
    });
  }

  /** Raises `integration_not_found`; CryptoFault where it cannot be read. */
  async get(ctx: RequestContext, integrationId: string): Promise<Integration> {
    const sql = this.db.app(ctx.appId);
    const row = found(await sql.query<Row>(GET, [ctx.appId, integrationId]));
    return toIntegration(row, await openOneSettings(sql, this.keyring, row));
  }

  /** Whether an integration is a business system's. Raises `integration_not_found`. */
  async isCustom(ctx: RequestContext, integrationId: string): Promise<boolean> {
    return found(await this.db.app(ctx.appId).query<Row>(GET, [ctx.appId, integrationId])).type === 'custom';
  }

  /** What `update` would make of an integration, before it does: its vendor is asked meanwhile. Raises as `update`. */
  async draftedUpdate(ctx: RequestContext, integrationId: string, body: unknown): Promise<UpdateDraft> {
    const sql = this.db.app(ctx.appId);
    const row = found(await sql.query<Row>(GET, [ctx.appId, integrationId]));
    const [given, before] = [changesIn(row, body), await openOneSettings(sql, this.keyring, row)];
    return { type: row.type, before, after: changeSettings(before, given), fields: namesIn(given), sealed: row.sealed_settings };
  }

  /**
   * Changes what its type lets be changed; null takes away. `check` sees the changes, and refuses those that other packages know to be wrong.
   * Where its vendor has `confirmed` them it is `active`, and what waits for the vendor is due. Raises `integration_not_found`, bad_request;
   * service_unavailable where it was changed since it was confirmed; CryptoFault where it cannot be read.
   */
  async update(ctx: RequestContext, integrationId: string, body: unknown, check: (tx: Sql, changes: Changes) => Promise<void>, confirmed?: Confirmed): Promise<Integration> {
    return this.db.app(ctx.appId).transaction(async (tx) => {
      const row = found(await tx.query<Row>(LOCK, [ctx.appId, integrationId]));
      if (confirmed && !isSame(confirmed.draft.sealed, row.sealed_settings)) throw new AppError('service_unavailable', 'The integration was changed meanwhile: try again');
      const given = changesIn(row, body);
      await check(tx, given);
      const [before, fields] = [await openOneSettings(tx, this.keyring, row), namesIn(given)];
      if (fields.length === 0) return toIntegration(row, before);
      const settings = { ...changeSettings(before, given), ...confirmed?.connected.settings };
      const { displayName = row.display_name, defaultResponderId = row.default_responder_id } = given;
      const sealed = await sealSettings(tx, this.keyring, row, settings);
      const next = found(await tx.query<Row>(UPDATE, [ctx.appId, integrationId, displayName, defaultResponderId, sealed, confirmed !== undefined]));
      if (confirmed) for (const due of DUE_NOW) await tx.query(due, [ctx.appId, integrationId]);
      if (confirmed && readsMailbox(row.type)) await tx.query(READ_FROM_NOW, [ctx.appId, integrationId]);
      await onRecord(tx, ctx, 'integration:update', integrationId, { fields, ...(next.status !== row.status && { status: next.status }) });
      return toIntegration(next, settings);
    });
  }

  /**
   * Removes an integration with its keys and webhooks; answers what it was, for its vendor to be told, when its keys open nothing any more.
   * Raises `integration_not_found`, no sooner: it may have been deleted a moment ago.
   */
  async delete(ctx: RequestContext, integrationId: string): Promise<DeletedIntegration> {
    const deleted = await this.db.app(ctx.appId).transaction(async (tx) => {
      const [row] = await tx.query<Row>(DELETE, [ctx.appId, integrationId]);
      if (row) await onRecord(tx, ctx, 'integration:delete', integrationId);
      return row;
    });
    await leasesEnded();
    if (!deleted) throw integrationNotFound();
    const [settings = {}] = await openSettings(this.db.app(ctx.appId), this.keyring, [deleted]);
    return { type: deleted.type, settings };
  }
}

const onRecord = (tx: Sql, ctx: RequestContext, action: Act['action'], id: string, details?: Details): Promise<string> =>
  recordAct(tx, callerOf(ctx), { action, target: { type: 'integration', id }, details });

/** What of a body may be changed. Raises bad_request. */
function changesIn({ type }: Row, body: unknown): Changes {
  const read = readBody<Changes>(INTEGRATION_CONTRACTS[type].update, body);
  if ('titles' in read) throw new BadRequestErrors(read.titles);
  return read.value;
}

const isSame = (one: Buffer | null, other: Buffer | null): boolean => (one === null || other === null ? one === other : one.equals(other));

/** The types of a list that there are, each once: nothing can be of another. */
function knownTypes(list: string): string[] {
  const named = list.split(',').map((type) => type.trim());
  return INTEGRATION_TYPES.filter((type) => named.includes(type));
}

function found([row]: readonly Row[]): Row {
  if (!row) throw integrationNotFound();
  return row;
}
