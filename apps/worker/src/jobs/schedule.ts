import { parseCronItems, type ParsedCronItem } from 'graphile-worker';
import { REMOVAL_PRIORITY } from './tasks.js';

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

/**
 * When jobs begin, in UTC; several workers agree, through the database, on who begins each. What was due within
 * `backfillPeriod` while no worker ran begins at the next start. By its key, a job that is late waits once, not once for
 * each time it was due.
 */
export const schedule = (): ParsedCronItem[] =>
  parseCronItems([
    { task: 'purge-dead-deliveries', match: '7 * * * *', options: { backfillPeriod: HOUR_MS, jobKey: 'purge-dead-deliveries' } },
    { task: 'purge-webhook-attempts', match: '*/10 * * * *', options: { backfillPeriod: HOUR_MS, jobKey: 'purge-webhook-attempts' } },
    { task: 'purge-idempotent-answers', match: '*/10 * * * *', options: { backfillPeriod: HOUR_MS, jobKey: 'purge-idempotent-answers' } },
    { task: 'purge-channel-inbox', match: '47 * * * *', options: { backfillPeriod: HOUR_MS, jobKey: 'purge-channel-inbox' } },
    { task: 'purge-rate-buckets', match: '37 * * * *', options: { backfillPeriod: HOUR_MS, jobKey: 'purge-rate-buckets' } },
    { task: 'purge-deleted-webhooks', match: '* * * * *', options: { backfillPeriod: MINUTE_MS, jobKey: 'purge-deleted-webhooks', priority: REMOVAL_PRIORITY } },
    { task: 'remove-attachment-files', match: '* * * * *', options: { backfillPeriod: MINUTE_MS, jobKey: 'remove-attachment-files', priority: REMOVAL_PRIORITY } },
    { task: 'expire-unused-attachments', match: '17 * * * *', options: { backfillPeriod: HOUR_MS, jobKey: 'expire-unused-attachments', priority: REMOVAL_PRIORITY } },
    { task: 'expire-messages', match: '* * * * *', options: { backfillPeriod: MINUTE_MS, jobKey: 'expire-messages', priority: REMOVAL_PRIORITY } },
    { task: 'remove-orphaned-clients', match: '* * * * *', options: { backfillPeriod: MINUTE_MS, jobKey: 'remove-orphaned-clients', priority: REMOVAL_PRIORITY } },
    { task: 'find-deleted-apps', match: '* * * * *', options: { backfillPeriod: MINUTE_MS, jobKey: 'find-deleted-apps' } },
  ]);
