import { idPrefixAt } from '@parley/kernel';
import type { DroppedEvents, Sql } from '@parley/persistence';

/** Answers of the app, of events from before: $2 a moment, $3 the first id of it. Attempts without an answer are ids, times and codes, and stay. */
const ANSWERS = `
  select ctid from webhook_attempts
  where app_id = $1 and sealed_answer is not null and ($2::timestamptz is null or at < $2 or event_id < $3)`;

/** $4 how many. */
const remove = (found: string): string => `
  delete from webhook_attempts where ctid = any(array(select ctid from (${found}) found limit $4)) returning 1`;

const DROP_ALL = remove(ANSWERS);

/**
 * Those of $5: by an index each, whether they come first, second or later among those under whose keys the answer is sealed. A version
 * before sealed under the first key alone, and did not say whom else the event quoted: such an answer goes with any user ($6).
 */
export const DROP = remove(`
  ${ANSWERS} and subject = any($5)
  union ${ANSWERS} and other_subjects[1] is not null and other_subjects[1] = any($5)
  union ${ANSWERS} and coalesce(cardinality(other_subjects), 2) > 1 and (other_subjects && $5 or $6::boolean and other_subjects is null)`);

/**
 * Removes at most `limit` attempts whose answer is kept and whose event quotes one of the subjects, in the caller's transaction in
 * the app's scope, and says how many.
 */
export async function dropAttempts(tx: Sql, { appId, subjects, before }: DroppedEvents, limit: number): Promise<number> {
  const values = [appId, before ?? null, before ? firstIdAt(before) : null, limit];
  if (!subjects) return (await tx.query(DROP_ALL, values)).length;
  return (await tx.query(DROP, [...values, subjects, subjects.some((subject) => subject.startsWith('user:'))])).length;
}

/** Ids begin with their moment. */
const firstIdAt = (moment: Date): string => idPrefixAt(moment.getTime()).toString(16).padStart(14, '0');
