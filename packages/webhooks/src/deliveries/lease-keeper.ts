import { monotonicClock, type Logger } from '@parley/kernel';
import type { LeasedLane } from './delivery.js';
import type { Lanes } from './lanes.js';

/** A lane that this worker holds, for as long as its lease is renewed in time. */
export class HeldLane {
  private readonly loss = new AbortController();
  /** Aborted when the lease has ended or is somebody else's: the attempt must end before another worker's begins. */
  readonly lost: AbortSignal = this.loss.signal;

  constructor(
    readonly lane: LeasedLane,
    private readonly leaseMs: number,
    private deadline: number,
  ) {}

  /** The lease was renewed by a statement that was sent at `from` (monotonic): no later than it began there. */
  renewed(from: number): void {
    this.deadline = Math.max(this.deadline, from + this.leaseMs);
  }

  /** Milliseconds left. */
  left(): number {
    return this.deadline - monotonicClock();
  }

  lose(): void {
    this.loss.abort();
  }
}

/**
 * Renews the leases of lanes whose attempts take long. Leases are short, so that a killed worker's lanes are soon
 * another's; and who cannot renew in time (the database is away, the process was suspended) gives up by himself.
 */
export class LeaseKeeper {
  private readonly held = new Set<HeldLane>();
  private timer: NodeJS.Timeout | undefined;
  private renewing = false;

  constructor(
    private readonly lanes: Lanes,
    private readonly leaseMs: number,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.tick(), this.leaseMs / 6);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** `leasedAt`: monotonic, from before the claim. */
  hold(lane: LeasedLane, leasedAt: number): HeldLane {
    const held = new HeldLane(lane, this.leaseMs, leasedAt + this.leaseMs);
    this.held.add(held);
    return held;
  }

  drop(held: HeldLane): void {
    this.held.delete(held);
  }

  private tick(): void {
    for (const held of this.held) if (held.left() <= 0) held.lose();
    const aging = [...this.held].filter((held) => held.left() > 0 && held.left() < this.leaseMs * (2 / 3));
    if (aging.length > 0 && !this.renewing) void this.renew(aging);
  }

  private async renew(aging: readonly HeldLane[]): Promise<void> {
    this.renewing = true;
    const from = monotonicClock();
    try {
      const kept = await this.lanes.renew(aging.map(({ lane }) => lane));
      // What ended meanwhile is no longer held, and its loss concerns nobody.
      for (const held of aging) if (kept.has(held.lane)) held.renewed(from); else held.lose();
    } catch (error) {
      this.logger.warn({ err: error }, 'leases were not renewed');
    } finally {
      this.renewing = false;
    }
  }
}
