import { monotonicClock } from '@parley/kernel';

/** What was done a short while ago, by names; older ones are forgotten. */
export class Recent {
  /** In the order of their times. */
  private readonly times = new Map<string, number>();

  /** `withinMs`: how long something is recent. */
  constructor(
    private readonly withinMs: number,
    private readonly now: () => number = monotonicClock,
  ) {}

  /** Whether something was noted within the time; notes it where it was not. */
  note(name: string): boolean {
    const now = this.now();
    for (const [other, at] of this.times) {
      if (now - at < this.withinMs) break;
      this.times.delete(other);
    }
    if (this.times.has(name)) return true;
    this.times.set(name, now);
    return false;
  }
}
