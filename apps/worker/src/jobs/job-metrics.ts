import { Counter, type Registry } from '@parley/kernel';

/** Who is told what jobs have done. */
export interface JobObserver {
  /** So many messages of an app were deleted because nobody wrote for long enough. */
  expired(messages: number): void;
}

/** Counts what jobs have done. */
export function jobMetrics(registry: Registry): JobObserver {
  const expired = new Counter({ name: 'parley_messages_expired_total', help: 'Messages that were deleted because of conversationRetentionSeconds.', registers: [registry] });
  return { expired: (messages) => expired.inc(messages) };
}
