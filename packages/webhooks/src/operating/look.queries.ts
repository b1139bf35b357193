/** Counted to this number: who has more has many. */
export const COUNTED = 10_000;

/** $1 app, $2 webhook. */
export const STATE = `
  select f.since, f.failed_at, f.paused_at, f.probe_at,
         (select count(*)::int from (select from webhook_lanes where app_id = $1 and webhook_id = $2 limit ${COUNTED}) l) as conversations,
         (select count(*)::int from (select from dead_deliveries where app_id = $1 and webhook_id = $2 limit ${COUNTED}) d) as dead
  from (values (1)) always left join failing_webhooks f on f.app_id = $1 and f.webhook_id = $2`;

export const DEAD_DELIVERIES = `
  select event_id as id, type, created_at, died_at, error from dead_deliveries where app_id = $1 and webhook_id = $2`;

/** The log of a webhook. */
export const ATTEMPTS = `
  select id, event_id, type, subject, other_subjects, number, at, duration_ms, status, result, error, sealed_answer from webhook_attempts
  where app_id = $1 and webhook_id = $2`;

/** A webhook that is there, by its id alone: for the command line. */
export const FIND_WEBHOOK = 'select app_id, id, integration_id from webhooks where id = $1';

/** Webhooks of one app or of all, with their state. */
export const LIST_WEBHOOKS = `
  select w.app_id, w.integration_id, w.id, f.since, f.paused_at,
         (select count(*)::int from (select from dead_deliveries d where d.app_id = w.app_id and d.webhook_id = w.id limit ${COUNTED}) dead) as dead
  from webhooks w left join failing_webhooks f on f.app_id = w.app_id and f.webhook_id = w.id
  where $1::text is null or w.app_id = $1 order by w.app_id, w.id`;
