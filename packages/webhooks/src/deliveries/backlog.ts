import type { ScopedSql } from '@parley/persistence';
import { BACKLOG } from './fan-out.queries.js';

/** How far deliveries are behind. */
export interface Backlog {
  /** Seconds that the oldest event has waited to be handed to its webhooks. */
  readonly outboxSeconds: number;
  /** Lanes that wait for a worker; counted to 10,000. */
  readonly lanesDue: number;
}

/** Reads how far deliveries are behind, over all apps: `db` is the system scope. An empty outbox has waited 0 seconds. */
export async function backlog(db: ScopedSql): Promise<Backlog> {
  const [row] = await db.query<{ outbox_seconds: number; lanes_due: number }>(BACKLOG);
  return { outboxSeconds: row?.outbox_seconds ?? 0, lanesDue: row?.lanes_due ?? 0 };
}
