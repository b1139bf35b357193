import type { ScopedSql } from '@parley/persistence';
import { FAN_OUT } from './fan-out.queries.js';

/** Events moved by one statement. */
const BATCH = 500;

/**
 * Moves events from the outbox into the lanes of their webhooks until there are none, or another worker is at it.
 * Answers how many deliveries it made.
 */
export async function fanOut(db: ScopedSql): Promise<number> {
  for (let made = 0; ; ) {
    const [moved] = await db.query<{ events: number; deliveries: number }>(FAN_OUT, [BATCH]);
    made += moved?.deliveries ?? 0;
    if ((moved?.events ?? 0) < BATCH) return made;
  }
}
