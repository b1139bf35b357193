/**
 * Columns of attempts that a statement is given as arrays, from parameter `$first` on, and the names they then have.
 * Casts for `unnest`, in the order of `attemptColumns`.
 */
export const attemptParameters = (first: number): string =>
  ['text', 'int', 'timestamptz', 'int', 'int', 'text', 'text', 'text', 'bytea'].map((type, index) => `$${first + index}::${type}[]`).join(', ');

/** The names of these columns. */
export const ATTEMPT = 'attempt_id, number, at, duration_ms, status, error, subject, others, sealed_answer';

/** Writes attempts down. `from` has lanes' keys, the event's id and type, and `ATTEMPT`. */
export const logAttempts = (from: string, result: string): string => `
  insert into webhook_attempts (id, app_id, webhook_id, event_id, type, number, at, duration_ms, status, error, subject, other_subjects, sealed_answer, result)
  select attempt_id, app_id, webhook_id, event_id, type, number, at, duration_ms, status, error, subject, string_to_array(others, ' '), sealed_answer, ${result} from ${from}`;

/**
 * An attempt whose lane was not this worker's any more when it ended, or that was given up: $1 app, $2 webhook, $3 event, $4 its
 * type, $5 result, $6 … `ATTEMPT`. It may have been written down before, when only the answer got lost.
 */
export const LOG_ATTEMPT = {
  name: 'attempt-log',
  text: `
    with made as (
      select $1::text as app_id, $2::text as webhook_id, $3::text as event_id, $4::text as type, a.* from unnest(${attemptParameters(6)}) as a(${ATTEMPT})
      where exists (select from webhooks where app_id = $1 and id = $2)
    )
    ${logAttempts('made', '$5')} on conflict do nothing`,
};

/** Webhooks of `from` have failed; rows are written in the order of their key, so that none waits in a circle. */
export const noteFailing = (from: string): string => `
  insert into failing_webhooks (app_id, webhook_id, since, failed_at)
  select distinct app_id, webhook_id, now(), now() from ${from} order by app_id, webhook_id
  on conflict (app_id, webhook_id) do update set failed_at = now()`;

/** Webhooks of `from` have taken something. Who is being noted at this moment is left to the next success. */
export const noteWorking = (from: string): string => `
  delete from failing_webhooks where ctid = any(array(
    select f.ctid from failing_webhooks f
    where (f.app_id, f.webhook_id) in (select app_id, webhook_id from ${from}) and f.paused_at is null for update skip locked))`;

/** Whether a webhook is paused. */
export const isPaused = (appId: string, webhookId: string): string =>
  `exists (select from failing_webhooks f where f.app_id = ${appId} and f.webhook_id = ${webhookId} and f.paused_at is not null)`;
