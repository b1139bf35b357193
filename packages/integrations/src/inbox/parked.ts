import { recordAct, type Actor } from '@parley/audit-log';
import { asAccountId, asAppId } from '@parley/kernel';
import type { Database, Sql } from '@parley/persistence';
import { HOLD_LANES, OF_PARKED, PARKED, RETRY } from './parked.queries.js';

/** An event that waits for somebody to look. Nothing of what it says. */
export interface ParkedEvent {
  readonly id: string;
  readonly appId: string;
  readonly integrationId: string;
  readonly receivedAt: Date;
  readonly parkedAt: Date;
  /** Why: a code. */
  readonly fault: string;
}

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly app_id: string;
  readonly integration_id: string;
  readonly received_at: Date;
  readonly parked_at: Date;
  readonly fault: string;
}

/** Parked events of all apps or of one, the oldest first, at most `limit`. */
export async function listParked(system: Sql, limit: number, appId?: string): Promise<ParkedEvent[]> {
  const rows = await system.query<Row>(PARKED, [appId ?? null, limit]);
  return rows.map((row) => ({
    id: row.id, appId: row.app_id, integrationId: row.integration_id, receivedAt: row.received_at, parkedAt: row.parked_at, fault: row.fault,
  }));
}

/** One parked event, or all of an integration. */
export type Retried = { readonly eventId: string } | { readonly integrationId: string };

/** Has parked events tried again, before what came later of the same senders; on the record of `by`. Answers how many. */
export async function retryParked(db: Database, retried: Retried, by: Actor): Promise<number> {
  const [eventId, given] = 'eventId' in retried ? [retried.eventId, null] : [null, retried.integrationId];
  const [of] = await db.system().query<{ app_id: string; account_id: string; integration_id: string }>(OF_PARKED, [eventId, given]);
  if (!of) return 0;
  return db.app(asAppId(of.app_id)).transaction(async (tx) => {
    await tx.query(HOLD_LANES, [of.app_id, of.integration_id, eventId]);
    const [row] = await tx.query<{ retried: number }>(RETRY, [of.app_id, of.integration_id, eventId]);
    const events = row?.retried ?? 0;
    if (events > 0) {
      const actor = { ...by, appId: asAppId(of.app_id), accountId: asAccountId(of.account_id) };
      await recordAct(tx, actor, { action: 'integration:retry', target: { type: 'integration', id: of.integration_id }, details: { events } });
    }
    return events;
  });
}
