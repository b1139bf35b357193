import { monotonicClock } from '@parley/kernel';

/** Milliseconds until the same is told again. */
const AGAIN_MS = 60_000;

/** Tells of what goes wrong: at once, and while it goes on every minute, not every time. */
export class Alarm {
  private readonly told = new Map<string, number>();

  constructor(private readonly tell: (what: string, error: unknown) => void) {}

  /** `what` is one of a few names. */
  raise(what: string, error: unknown): void {
    const last = this.told.get(what);
    if (last !== undefined && monotonicClock() - last < AGAIN_MS) return;
    this.told.set(what, monotonicClock());
    this.tell(what, error);
  }
}
