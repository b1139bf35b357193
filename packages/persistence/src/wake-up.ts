import { monotonicClock } from '@parley/kernel';
import type { Database } from './database.js';

/** Milliseconds between two signals at least; those that come closer together are one. */
const GATHER = 16;

/** The channel that the workers listen on. */
const CHANNEL = 'parley_outbox';

/**
 * Tells the workers that the outbox holds something. Called after the commit and sent on a connection of its own,
 * because a NOTIFY inside the posting transaction would make commits wait for each other.
 * A lost signal does no harm: workers also look by themselves.
 */
export class WakeUp {
  private timer: NodeJS.Timeout | undefined;
  private sentAt = -Infinity;
  private sending: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly db: Database,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Returns at once; never throws. A signal after silence is sent without delay. */
  signal(): void {
    if (this.closed || this.timer) return;
    const wait = Math.max(0, this.sentAt + GATHER - monotonicClock());
    this.timer = setTimeout(() => this.send(), wait);
  }

  /** Sends what is still gathered; afterwards nothing is pending and later signals are dropped. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) this.send();
    await this.sending;
  }

  private send(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sentAt = monotonicClock();
    this.sending = Promise.all([this.sending, this.db.notify(CHANNEL).catch(this.onError)]).then(() => undefined);
  }
}
