import { recordAct, type Actor, type Details } from '@parley/audit-log';
import type { Keyring } from '@parley/crypto-at-rest';
import { asAccountId, type AppId } from '@parley/kernel';
import type { Database, Sql } from '@parley/persistence';
import { FAN_OUT_LOCK } from '../deliveries/fan-out.queries.js';
import { judgeDead, type DeadRow, type Judged } from './gone.js';
import { DROP, FIND_DEAD, HOLD_WEBHOOK, LOCK_LANES, REVIVE, TAKE_TURN } from './replay.queries.js';

/** A webhook, of an app that has been proven. */
export interface ProvenWebhook {
  readonly appId: AppId;
  readonly id: string;
}

/** Which dead deliveries of a webhook: of one event, or of events made from a moment on and before another; all where nothing is said. */
export interface Replayed {
  readonly eventId?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** What came of a replay. */
export interface Replay {
  /** They wait to be sent, under the ids of their events. */
  readonly replayed: number;
  /** What they quote was deleted since: they are dropped. */
  readonly dropped: number;
  /** They do not open, and stay dead. */
  readonly unreadable: number;
  /** Whether there may be more: ask again. */
  readonly remaining: boolean;
}

/** Deliveries of one transaction, short so that no event waits for it, and of one replay. */
const [BATCH, MOST] = [500, 10_000];

/**
 * Sends dead deliveries of a webhook again, in the order in which they were to be sent, behind what waits now; at most 10,000 in
 * one call. Each of its transactions is on the record. Raises `service_unavailable`, `audit_unavailable`.
 */
export async function replayDead(db: Database, keyring: Keyring, webhook: ProvenWebhook, which: Replayed, by: Actor): Promise<Replay> {
  const sql = db.app(webhook.appId);
  const total = { replayed: 0, dropped: 0, unreadable: 0 };
  let after = '-1';
  for (let seen = 0; seen < MOST; seen += BATCH) {
    const rows = await sql.query<DeadRow & Record<string, unknown>>(FIND_DEAD, [
      webhook.appId, webhook.id, which.eventId === undefined ? null : [which.eventId], which.from ?? null, which.to ?? null, after, BATCH,
    ]);
    const judged = await judgeDead(keyring, sql, webhook.appId, rows);
    const { replayed, dropped } = await sql.transaction((tx) => replayBatch(tx, webhook, judged, which, by));
    total.replayed += replayed;
    total.dropped += dropped;
    total.unreadable += judged.unreadable.length;
    if (rows.length < BATCH) return { ...total, remaining: false };
    after = rows.at(-1)?.position ?? after;
  }
  return { ...total, remaining: true };
}

/** What somebody else has replayed or dropped meanwhile is not counted. */
async function replayBatch(tx: Sql, { appId, id }: ProvenWebhook, { whole, gone }: Judged, which: Replayed, by: Actor): Promise<{ replayed: number; dropped: number }> {
  const events = (rows: readonly DeadRow[]): string[] => rows.map(({ event_id: eventId }) => eventId);
  await tx.query(TAKE_TURN, [FAN_OUT_LOCK]);
  const [webhook] = await tx.query<{ account_id: string }>(HOLD_WEBHOOK, [appId, id]);
  // Deleted meanwhile: a job removes what it leaves behind.
  if (!webhook) return { replayed: 0, dropped: 0 };
  await tx.query(LOCK_LANES, [appId, id, [...new Set(whole.map(({ order_key: key }) => key))]]);
  const [revived] = await tx.query<{ count: number }>(REVIVE, [appId, id, events(whole)]);
  const dropped = (await tx.query(DROP, [appId, id, events(gone)])).length;
  const replayed = revived?.count ?? 0;
  if (replayed + dropped > 0)
    await recordAct(tx, { ...by, appId, accountId: asAccountId(webhook.account_id) }, {
      action: 'webhook:replay', target: { type: 'webhook', id }, details: { ...detailsOf(which), replayed, dropped },
    });
  return { replayed, dropped };
}

const detailsOf = ({ eventId, from, to }: Replayed): Details => ({
  ...(eventId !== undefined && { eventId }), ...(from && { from: from.toISOString() }), ...(to && { to: to.toISOString() }),
});
