import type { AppId } from '@parley/kernel';
import type { Sql } from './database.js';

/** Whose: answers that tell of one of `subjects` and, where `before` is said, were given before it; without subjects all of an app. */
export interface DroppedAnswers {
  readonly appId: AppId;
  readonly subjects?: readonly string[];
  readonly before?: Date;
}

const DROP = `
  delete from idempotent_answers where ctid = any(array(
    select ctid from idempotent_answers
    where app_id = $1 and ($2::text[] is null or subjects && $2) and ($3::timestamptz is null or created_at < $3) limit $4))
  returning 1`;

/**
 * Removes at most `limit` kept answers, and says how many: what they tell of is being erased. Whoever repeats such a request
 * is not answered from what was kept. In the app's scope.
 */
export async function dropAnswers(tx: Sql, { appId, subjects, before }: DroppedAnswers, limit: number): Promise<number> {
  return (await tx.query(DROP, [appId, subjects ?? null, before ?? null, limit])).length;
}
