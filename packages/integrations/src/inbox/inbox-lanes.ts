import { randomUUID } from 'node:crypto';
import type { AppId } from '@parley/kernel';
import { asAppId } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import { cursorAfter, LEASE_SECONDS, roomValues, type Claimed, type Cursor, type Room } from '../lanes/cursor.js';
import { CLAIM, HEAD, LONG_EVENT, RELEASE, RENEW, SETTLE } from './inbox.queries.js';

/** One sender at one integration, held by this worker. */
export interface InboxLane {
  readonly appId: AppId;
  readonly integrationId: string;
  readonly sender: Buffer;
  readonly token: string;
  /** At the event at its head. */
  readonly attempts: number;
}

/** The event at a lane's head, and the integration by which it came. */
export interface Head {
  readonly position: string;
  readonly key_index: Buffer;
  /** Null where it is long: then it is to be asked for. */
  readonly sealed_event: Buffer | null;
  readonly event_bytes: number | null;
  readonly received_at: Date;
  readonly type: string;
  readonly status: string;
  readonly sealed_settings: Buffer | null;
}

const values = ({ appId, integrationId, sender, token }: InboxLane) => [appId, integrationId, sender, token];

/** Leases due lanes for which there is room, from where the last walk ended. */
export async function claim(sql: ScopedSql, from: Cursor, room: Room): Promise<Claimed<InboxLane>> {
  const token = randomUUID();
  const rows = await sql.query<{ app_id: string; integration_id: string; sender_index: Buffer | null; attempts: number }>(
    CLAIM, [from.appId, from.integrationId, ...roomValues(room, token)]);
  return {
    lanes: rows.flatMap(({ app_id: appId, integration_id: integrationId, sender_index: sender, attempts }) =>
      (sender ? [{ appId: asAppId(appId), integrationId, sender, token, attempts }] : [])),
    cursor: cursorAfter(rows),
  };
}

/** Nothing where the lane is empty. */
export async function headOf(sql: Sql, { appId, integrationId, sender }: InboxLane): Promise<Head | undefined> {
  const [head] = await sql.query<Head & Record<string, unknown>>(HEAD, [appId, integrationId, sender]);
  return head;
}

/** The cell of the event at a lane's head; nothing where it is gone. */
export async function eventOf(sql: Sql, { appId, integrationId }: InboxLane, { sealed_event: sealed, key_index: key }: Head): Promise<Buffer | undefined> {
  if (sealed) return sealed;
  const [row] = await sql.query<{ sealed_event: Buffer | null }>(LONG_EVENT, [appId, integrationId, key]);
  return row?.sealed_event ?? undefined;
}

/** What became of a lane whose head was settled: `ended` is gone, `goes on` has more, and `lost` is another worker's, so nothing was settled. */
export type Settled = 'ended' | 'goes on' | 'lost';

/** The event is applied, in the caller's transaction, or parked for `fault`. Looks twice: an event that comes in meanwhile makes no lease lost. */
export async function settle(sql: Sql, lane: InboxLane, { position }: Head, fault?: string): Promise<Settled> {
  const once = async () => (await sql.query<{ ended: boolean }>(SETTLE, [...values(lane), position, fault ?? null]))[0];
  const settled = (await once()) ?? (await once());
  if (!settled) return 'lost';
  return settled.ended ? 'ended' : 'goes on';
}

/** Gives a lane back, due in `seconds`. Looks twice: an event that comes in meanwhile shall not wait for the lease's end. */
export const release = async (sql: Sql, lane: InboxLane, seconds: number, attempts: number): Promise<void> => {
  const once = () => sql.query(RELEASE, [...values(lane), seconds, attempts]);
  if ((await once()).length === 0) await once();
};

/** Keeps a lane; false where it is another worker's. */
export const renew = async (sql: Sql, lane: InboxLane): Promise<boolean> => (await sql.query(RENEW, [...values(lane), LEASE_SECONDS])).length > 0;
