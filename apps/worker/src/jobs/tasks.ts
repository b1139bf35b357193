import { appsWithAttachments, expireUnused, FilesKept, removeFiles } from '@parley/attachments';
import { appsWithRetention, expireMessages, purgeLinkRequests, removeOrphanedClients } from '@parley/conversations';
import { purgeChoices, purgeInbox } from '@parley/integrations';
import type { FileStore } from '@parley/object-store';
import { purgeIdempotentAnswers, type Database } from '@parley/persistence';
import { eraseDeletedApps } from '@parley/platform';
import { purgeRateBuckets } from '@parley/rate-limits';
import { gatherDeadDeliveries, purgeAttempts, purgeDeadDeliveries, purgeDeletedWebhooks } from '@parley/webhooks';
import type { JobHelpers, TaskList } from 'graphile-worker';
import { inBatches, type Budget } from './in-batches.js';
import type { JobObserver } from './job-metrics.js';

/** How long things can be looked at, in seconds. */
export interface Kept {
  readonly attempts: number;
  readonly deadDeliveries: number;
}

/** What jobs work on. */
export interface JobParts {
  readonly db: Database;
  readonly files: FileStore;
  readonly kept: Kept;
  readonly observer: JobObserver;
}

/** Deleted apps that one run takes on; the next run takes the next. */
const APPS = 100;
/** What one run removes of deleted webhooks before other jobs have their turn: some seconds. */
const REMOVAL_BATCHES = 100;
/** Steps that one app takes before the next one has its turn: some seconds, of which each step locks some conversations for a part. */
const EXPIRY_STEPS = 20;
/** Jobs with a smaller number go first; theirs is 0. */
export const REMOVAL_PRIORITY = 10;

/** Every job there is. A job's payload holds ids only, never what a customer wrote. */
export const tasks = ({ db, files, kept, observer }: JobParts, removalBatches = REMOVAL_BATCHES): TaskList => ({
  'purge-dead-deliveries': async (_payload, helpers) => {
    await inBatches(budget(helpers), (limit) => gatherDeadDeliveries(db.system(), limit));
    await inBatches(budget(helpers), (limit) => purgeDeadDeliveries(db.system(), kept.deadDeliveries, limit));
  },
  'purge-webhook-attempts': async (_payload, helpers) => {
    await inBatches(budget(helpers), (limit) => purgeAttempts(db.system(), kept.attempts, limit));
  },
  'purge-idempotent-answers': async (_payload, helpers) => {
    await inBatches(budget(helpers), (limit) => purgeIdempotentAnswers(db.system(), limit));
  },
  'purge-channel-inbox': async (_payload, helpers) => {
    await inBatches(budget(helpers), (limit) => purgeInbox(db.system(), limit));
    await inBatches(budget(helpers), (limit) => purgeChoices(db.system(), limit));
    await inBatches(budget(helpers), (limit) => purgeLinkRequests(db.system(), limit));
  },
  'purge-rate-buckets': async (_payload, helpers) => {
    await inBatches(budget(helpers), (limit) => purgeRateBuckets(db.system(), limit));
  },
  'purge-deleted-webhooks': async (_payload, helpers) => {
    const gone = await inBatches(budget(helpers, removalBatches), (limit) => purgeDeletedWebhooks(db.system(), limit));
    // One that was told to stop is due again within a minute.
    if (!gone && !helpers.abortSignal.aborted) await helpers.addJob('purge-deleted-webhooks', {}, { jobKey: 'purge-deleted-webhooks', priority: REMOVAL_PRIORITY });
  },
  'remove-attachment-files': async (_payload, helpers) => {
    try {
      await inBatches(budget(helpers), (limit) => removeFiles(db, files, limit));
    } catch (error) {
      if (error instanceof FilesKept) observer.filesKept(error.files);
      throw error;
    }
  },
  'expire-unused-attachments': async (_payload, helpers) => {
    for (const appId of await appsWithAttachments(db)) await expireUnused(db, appId, helpers.abortSignal);
  },
  'expire-messages': async (_payload, helpers) => {
    let more = false;
    for (const appId of await appsWithRetention(db)) {
      let left = true;
      for (let step = 0; left && step < EXPIRY_STEPS && !helpers.abortSignal.aborted; step += 1) {
        const expiry = await expireMessages(db, appId);
        observer.expired(expiry.messages);
        left = expiry.more;
      }
      more ||= left;
    }
    // One that was told to stop is due again within a minute.
    if (more && !helpers.abortSignal.aborted) await helpers.addJob('expire-messages', {}, { jobKey: 'expire-messages', priority: REMOVAL_PRIORITY });
  },
  'remove-orphaned-clients': async (_payload, helpers) => {
    await removeOrphanedClients(db, helpers.abortSignal);
  },
  'find-deleted-apps': async () => {
    await eraseDeletedApps(db, APPS);
  },
});

const budget = ({ abortSignal }: JobHelpers, batches = Infinity): Budget => ({ signal: abortSignal, batches });
