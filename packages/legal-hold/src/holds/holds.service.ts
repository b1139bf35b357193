import { Injectable } from '@nestjs/common';
import { callerOf, recordAct } from '@parley/audit-log';
import type { LegalHold, LegalHoldPlaceBody } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { isId, newId, type AppId, type RequestContext } from '@parley/kernel';
import { Database, type Page, type PageRequest, type Sql } from '@parley/persistence';
import { holdNotFound } from '../legal-hold.errors.js';
import { REACH_AUTHORS } from '../reach.js';
import { openHolds, referenceOf, type HoldRow } from './hold.row.js';
import { FIND_HOLD_BY_ID, FIND_SAME, INSERT_HOLD, LIFT_HOLD, listHolds, type HoldFilter } from './holds.queries.js';
import { lockTarget } from './targets.js';

type Row = HoldRow & Record<string, unknown>;

/** Legal holds of an app: place, find, lift. */
@Injectable()
export class LegalHoldsService {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
  ) {}

  /**
   * Places a hold; one on the same target under the same reference that is in force is answered instead, and nothing is
   * placed. Raises app_not_found, user_not_found, conversation_not_found for a target that is not there.
   */
  place(ctx: RequestContext, { target, reference }: LegalHoldPlaceBody): Promise<{ hold: LegalHold; placed: boolean }> {
    return this.db.app(ctx.appId).transaction(async (tx) => {
      await lockTarget(tx, ctx.appId, target);
      const id = newId();
      const { cell, index } = await this.sealed(tx, ctx.appId, id, reference);
      const [row] = await tx.query<Row>(INSERT_HOLD, [ctx.appId, id, target.type, target.id, cell, index, ctx.principal.keyId]);
      if (!row) return { hold: await this.open(tx, ctx.appId, (await tx.query<Row>(FIND_SAME, [ctx.appId, target.type, target.id, index]))[0]), placed: false };
      if (target.type === 'conversation') await tx.query(REACH_AUTHORS, [ctx.appId, id, target.id]);
      const hold = await this.open(tx, ctx.appId, row);
      await recordAct(tx, callerOf(ctx), { action: 'hold:place', target: { type: 'hold', id }, details: { type: target.type, id: target.id } });
      return { hold, placed: true };
    });
  }

  /** In the order of their ids. */
  async list(ctx: RequestContext, filter: HoldFilter, page: PageRequest): Promise<Page<LegalHold>> {
    const sql = this.db.app(ctx.appId);
    const rows = await listHolds(sql, ctx.appId, filter, page);
    return { ...rows, items: await openHolds(this.keyring, sql, ctx.appId, rows.items) };
  }

  /** In force or lifted. Raises not_found. */
  async get(ctx: RequestContext, holdId: string): Promise<LegalHold> {
    const sql = this.db.app(ctx.appId);
    return this.open(sql, ctx.appId, await find(sql, ctx.appId, holdId));
  }

  /** Lifts a hold; of one that is lifted already nothing changes. Raises not_found. */
  async lift(ctx: RequestContext, holdId: string): Promise<void> {
    await this.db.app(ctx.appId).transaction(async (tx) => {
      if ((await find(tx, ctx.appId, holdId)) === undefined) throw holdNotFound();
      const [row] = await tx.query<Row>(LIFT_HOLD, [ctx.appId, holdId, ctx.principal.keyId]);
      if (!row) return;
      await recordAct(tx, callerOf(ctx), { action: 'hold:lift', target: { type: 'hold', id: row.id }, details: { type: row.target_type, id: row.target_id } });
    });
  }

  /** Under the app's own key, which the app's erasure alone destroys. */
  private async sealed(tx: Sql, appId: AppId, id: string, reference: string | undefined): Promise<{ cell: Buffer | null; index: Buffer | null }> {
    if (reference === undefined) return { cell: null, index: null };
    const [cell = null] = await this.keyring.sealOwn(tx, appId, `app:${appId}`, [{ place: referenceOf(id), value: { reference } }]);
    return { cell, index: await this.keyring.index(tx, appId, 'hold_reference', reference) };
  }

  private async open(sql: Sql, appId: AppId, row: HoldRow | undefined): Promise<LegalHold> {
    const [hold] = row ? await openHolds(this.keyring, sql, appId, [row]) : [];
    if (!hold) throw holdNotFound();
    return hold;
  }
}

const find = async (sql: Sql, appId: AppId, id: string): Promise<Row | undefined> =>
  isId(id) ? (await sql.query<Row>(FIND_HOLD_BY_ID, [appId, id]))[0] : undefined;
