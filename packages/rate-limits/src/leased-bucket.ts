import { monotonicClock } from '@parley/kernel';
import type { LeaseRow } from './lease.queries.js';
import type { RateLimit } from './rate-limit.js';

/** Asks the shared bucket for so many tokens. Never rejects. */
export type Lease = (tokens: number) => Promise<LeaseRow>;

/** Nothing given: nobody asks again sooner, so that a flood of requests is not one of statements. */
const REST_MS = 25;

/**
 * One process's share of a bucket that all processes draw on: it takes a block at a time and spends it without asking, and
 * asks for the next before the last is spent. Who waits while nothing is left waits for one statement, shared with all others.
 */
export class LeasedBucket {
  private credit = 0;
  private shared = 0;
  private waiting = 0;
  private emptyUntil = -Infinity;
  private leasing: Promise<void> | undefined;

  constructor(
    readonly limit: RateLimit,
    private readonly lease: Lease,
  ) {}

  /** Takes one token if it is there without waiting. */
  takeNow(): boolean {
    if (this.credit < 1) return false;
    this.credit -= 1;
    // A block of one is not asked for ahead: what lies unused would be too much beside so small a limit.
    if (this.limit.block > 1 && this.credit < this.limit.block / 2) void this.refill();
    return true;
  }

  /** Takes one token; false where the rate is used up. */
  async take(): Promise<boolean> {
    this.waiting += 1;
    try {
      while (this.credit < 1 && monotonicClock() >= this.emptyUntil) await this.refill();
    } finally {
      this.waiting -= 1;
    }
    return this.takeNow();
  }

  /** What may still come at once, as far as this process knows. */
  get available(): number {
    return Math.max(0, Math.floor(this.credit + this.shared));
  }

  private refill(): Promise<void> {
    return (this.leasing ??= this.ask().finally(() => (this.leasing = undefined)));
  }

  private async ask(): Promise<void> {
    if (monotonicClock() < this.emptyUntil) return;
    const { granted, tokens } = await this.lease(Math.max(this.waiting, this.limit.block));
    this.credit += granted;
    this.shared = tokens;
    if (granted < 1) this.emptyUntil = monotonicClock() + Math.max(REST_MS, (1 - tokens) / this.limit.rate * 1000);
  }
}
