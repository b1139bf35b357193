/** How many requests a vendor takes: so many a second, after so many at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A token bucket that gives turns, so that who has to wait knows when to come, and none comes in vain. */
export class Bucket {
  /** When the bucket is full again, in milliseconds. */
  private fullAt = 0;

  /** The earliest time at which one more may go; it is taken. */
  take({ perSecond, burst }: Rate, now: number): number {
    const each = 1000 / perSecond;
    const turn = Math.max(now, this.fullAt - (burst - 1) * each);
    this.fullAt = Math.max(this.fullAt, turn) + each;
    return turn;
  }

  /** Whether it says nothing any more that a new one does not. */
  isFull(now: number): boolean {
    return this.fullAt <= now;
  }
}
