import type { AppId } from '@parley/kernel';
import type { Sql } from './database.js';

/** Whose: events that quote one of `subjects` and, where `before` is said, were written before it; without subjects all of an app. */
export interface DroppedEvents {
  readonly appId: AppId;
  readonly subjects?: readonly string[];
  readonly before?: Date;
}

/** A reference names its subject second (crypto-at-rest, CellReference). $2 subjects, $3 before, for rows called as `row` says. */
export const quotes = (row: string): string => `
  ($2::text[] is null or exists (select from jsonb_array_elements(${row}.cell_references) as cell where cell->>1 = any($2)))
  and ($3::timestamptz is null or ${row}.created_at < $3)`;

/** One that is being handed on is waited for, and is then no event any more. */
const DROP = `
  delete from outbox_events where position = any(array(
    select e.position from outbox_events e where e.app_id = $1 and ${quotes('e')} order by e.position limit $4))
  returning 1`;

/** Removes at most `limit` events that wait to be handed on, and says how many: what they quote is being erased. In the app's scope. */
export async function dropEvents(tx: Sql, { appId, subjects, before }: DroppedEvents, limit: number): Promise<number> {
  return (await tx.query(DROP, [appId, subjects ?? null, before ?? null, limit])).length;
}
