import { randomUUID } from 'node:crypto';
import { asAppId, type AppId } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import { cursorAfter, LEASE_SECONDS, roomValues, type Claimed, type Cursor, type Room } from '../lanes/cursor.js';
import { ADVANCE, BEGIN, CLAIM, END, HEAD, RELEASE, RENEW, SETTLE, STALL } from './outbox.queries.js';

/** One conversation at one integration, held by this worker. */
export interface OutboxLane {
  readonly appId: AppId;
  readonly integrationId: string;
  readonly conversationId: string;
  readonly token: string;
  /** At the request at its head. */
  readonly attempts: number;
}

/** The message at a lane's head. */
export interface OutboxHead {
  /** Messages that had been put into the lane by then. */
  readonly queued: string;
  readonly position: string;
  readonly message_id: string;
  readonly client_id: string;
  readonly queued_at: Date;
  /** Requests that the vendor took. */
  readonly parts_done: number;
  /** Whether one was begun, and what came of it is not known. */
  readonly begun: boolean;
  readonly sealed_external_ids: Buffer | null;
  /** Of the integration; null where that is gone. */
  readonly type: string | null;
  readonly status: string | null;
  readonly sealed_settings: Buffer | null;
}

/** Raised where a lane has become another worker's: what was about to be written is not. */
export class LaneLost extends Error {}

const values = ({ appId, integrationId, conversationId, token }: OutboxLane) => [appId, integrationId, conversationId, token];

/** Leases due lanes for which there is room, from where the last walk ended. */
export async function claim(sql: ScopedSql, from: Cursor, room: Room): Promise<Claimed<OutboxLane>> {
  const token = randomUUID();
  const rows = await sql.query<{ app_id: string; integration_id: string; conversation_id: string | null; attempts: number }>(
    CLAIM, [from.appId, from.integrationId, ...roomValues(room, token)]);
  return {
    lanes: rows.flatMap(({ app_id: appId, integration_id: integrationId, conversation_id: conversationId, attempts }) =>
      (conversationId === null ? [] : [{ appId: asAppId(appId), integrationId, conversationId, token, attempts }])),
    cursor: cursorAfter(rows),
  };
}

/** What a lane says next; `empty` where it says nothing, with how many messages had been put into it by then. Raises LaneLost. */
export async function headOf(sql: Sql, lane: OutboxLane): Promise<OutboxHead | { readonly empty: string }> {
  const [row] = await sql.query<Record<string, unknown> & { queued: string; position: string | null }>(HEAD, values(lane));
  if (!row) throw new LaneLost();
  return row.position === null ? { empty: row.queued } : (row as unknown as OutboxHead);
}

const must = async (answered: Promise<readonly unknown[]>): Promise<void> => {
  if ((await answered).length === 0) throw new LaneLost();
};

/** A request is about to go to the vendor. Raises LaneLost. */
export const begin = (sql: Sql, lane: OutboxLane, { position }: OutboxHead): Promise<void> => must(sql.query(BEGIN, [...values(lane), position]));

/** The vendor has not taken it. Raises LaneLost. */
export const stall = (sql: Sql, lane: OutboxLane, { position }: OutboxHead): Promise<void> => must(sql.query(STALL, [...values(lane), position]));

/** The vendor has taken one of several. Raises LaneLost. */
export const advance = (sql: Sql, lane: OutboxLane, { position }: OutboxHead, sealedIds: Buffer | null): Promise<void> =>
  must(sql.query(ADVANCE, [...values(lane), position, sealedIds]));

/** A message's way is over, in the caller's transaction, which holds the conversation's lock. Answers whether its lane has ended with it. Raises LaneLost. */
export async function settle(tx: Sql, lane: OutboxLane, { position, queued }: OutboxHead): Promise<boolean> {
  const [settled] = await tx.query<{ ended: boolean }>(SETTLE, [...values(lane), position, queued]);
  if (!settled) throw new LaneLost();
  return settled.ended;
}

/** Gives a lane back, due in `seconds`. */
export const release = async (sql: Sql, lane: OutboxLane, seconds: number, attempts: number): Promise<void> => {
  await sql.query(RELEASE, [...values(lane), seconds, attempts]);
};

/** Ends an empty lane; false where something was put into it meanwhile. */
export const end = async (sql: Sql, lane: OutboxLane, queued: string): Promise<boolean> => (await sql.query(END, [...values(lane), queued])).length > 0;

/** Keeps a lane; false where it is another worker's. */
export const renew = async (sql: Sql, lane: OutboxLane): Promise<boolean> => (await sql.query(RENEW, [...values(lane), LEASE_SECONDS])).length > 0;
