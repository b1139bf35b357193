import { overdueRemovalSeconds } from '@parley/attachments';
import { Counter, Gauge, type Registry } from '@parley/kernel/metrics';
import type { Database } from '@parley/persistence';

/** Who is told what jobs have done. */
export interface JobObserver {
  /** So many messages of an app were deleted because nobody wrote for long enough. */
  expired(messages: number): void;
  /** The store did not let so many files go. */
  filesKept(files: number): void;
}

/** Counts what jobs have done, and asks at each scrape for how long files have been due for removal. */
export function jobMetrics(registry: Registry, db: Database): JobObserver {
  const registers = [registry];
  const expired = new Counter({ name: 'parley_messages_expired_total', help: 'Messages that were deleted because of conversationRetentionSeconds.', registers });
  const kept = new Counter({
    name: 'parley_attachment_removal_faults_total', help: 'Files of attachments that the store did not let go when they were due; they are tried again.', registers,
  });
  new Gauge({
    name: 'parley_attachment_removals_overdue_seconds', help: 'For how long the oldest file has been due for removal that no attachment tells of any more.', registers,
    async collect() {
      // A scrape while the database is away still shows the rest.
      this.set(await overdueRemovalSeconds(db).catch(() => Number.NaN));
    },
  });
  return { expired: (messages) => expired.inc(messages), filesKept: (files) => kept.inc(files) };
}
