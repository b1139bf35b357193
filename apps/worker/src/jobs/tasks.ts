import { purgeIdempotentAnswers, type Database } from '@parley/persistence';
import { purgeDeadDeliveries } from '@parley/webhooks';
import { parseCronItems, type ParsedCronItem, type TaskList } from 'graphile-worker';
import { deletedApps, removeApp } from './deleted-apps.js';
import { inBatches } from './in-batches.js';

/** How long a dead delivery can be looked at. */
const DEAD_DELIVERY_DAYS = 7;
/** Deleted apps that one run takes on; the next run takes the next. */
const APPS = 100;

/** Every job there is. A job's payload holds ids only, never what a customer wrote. */
export const tasks = (db: Database): TaskList => ({
  'purge-dead-deliveries': async (_payload, { abortSignal }) => {
    await inBatches(stopBy(abortSignal), (limit) => purgeDeadDeliveries(db.system(), DEAD_DELIVERY_DAYS, limit));
  },
  'purge-idempotent-answers': async (_payload, { abortSignal }) => {
    await inBatches(stopBy(abortSignal), (limit) => purgeIdempotentAnswers(db.system(), limit));
  },
  'find-deleted-apps': async (_payload, { addJob }) => {
    for (const id of await deletedApps(db, APPS)) await addJob('remove-app', { id }, { jobKey: `remove-app:${id}` });
  },
  'remove-app': async (payload, { abortSignal }) => {
    if (isAppJob(payload)) await removeApp(db, payload.id, stopBy(abortSignal));
  },
});

/** When jobs begin; several workers agree, through the database, on who begins each. */
export const schedule = (): ParsedCronItem[] =>
  parseCronItems([
    { task: 'purge-dead-deliveries', match: '7 * * * *' },
    { task: 'purge-idempotent-answers', match: '*/10 * * * *' },
    { task: 'find-deleted-apps', match: '* * * * *' },
  ]);

const isAppJob = (payload: unknown): payload is { id: string } =>
  typeof payload === 'object' && payload !== null && 'id' in payload && typeof payload.id === 'string';

const stopBy = (signal: AbortSignal | PromiseLike<void> | undefined): AbortSignal => (signal instanceof AbortSignal ? signal : new AbortController().signal);
