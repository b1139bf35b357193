import { monotonicClock } from '@parley/kernel';
import { Bucket, type Rate } from './bucket.js';

/** How fast a vendor wants to be asked. */
export interface Rates {
  /** Of one integration. */
  readonly overall?: Rate;
  /** Of one person at it. */
  readonly recipient?: Rate;
}

/** Whose request it is: one lane has one at a time. */
export interface Asking {
  readonly lane: string;
  readonly integrationId: string;
  readonly recipient: string;
}

/** A turn that is so near is there: clocks of this process and of the database differ by that. */
const NEAR_MS = 20;

/** After how long nobody comes any more who was given a turn: his lane is another worker's, or gone. */
const FORGOTTEN_MS = 60_000;

/** Between two looks for what is not needed any more. */
const SWEEP_MS = 10_000;

/**
 * When requests may go, by the buckets of their integration and of their recipient. What this process knows is what it has sent itself:
 * with several workers the vendor gets as many times as much, until it says so (ADR 0153).
 */
export class RateLimits {
  private readonly buckets = new Map<string, Bucket>();
  /** Turns that lanes wait for, or have had and not used yet. */
  private readonly turns = new Map<string, number>();
  private swept = 0;

  /** `ratesOf` answers the rates of a type of channel, `clock` milliseconds that only grow. */
  constructor(private readonly ratesOf: (type: string) => Rates, private readonly clock = monotonicClock) {}

  /** Milliseconds until a request may go; 0 where it may go now, which it is then counted as. To be asked again when they are over: the turn is kept. */
  wait(type: string, { lane, integrationId, recipient }: Asking): number {
    const [rates, now] = [this.ratesOf(type), this.clock()];
    this.sweep(now);
    // The person's bucket first: who waits for that takes no turn of others at the integration.
    const asked: [string, Rate | undefined][] = [[`${integrationId} ${recipient}`, rates.recipient], [integrationId, rates.overall]];
    for (const [name, rate] of asked) {
      const turn = rate === undefined ? now : this.turn(`${lane} ${name}`, name, rate, now);
      if (turn > now + NEAR_MS) return turn - now;
    }
    for (const [name] of asked) this.turns.delete(`${lane} ${name}`);
    return 0;
  }

  private turn(held: string, name: string, rate: Rate, now: number): number {
    const turn = this.turns.get(held) ?? this.bucket(name).take(rate, now);
    this.turns.set(held, turn);
    return turn;
  }

  private bucket(name: string): Bucket {
    const bucket = this.buckets.get(name) ?? new Bucket();
    this.buckets.set(name, bucket);
    return bucket;
  }

  private sweep(now: number): void {
    if (now - this.swept < SWEEP_MS) return;
    this.swept = now;
    for (const [name, bucket] of this.buckets) if (bucket.isFull(now)) this.buckets.delete(name);
    for (const [name, turn] of this.turns) if (turn < now - FORGOTTEN_MS) this.turns.delete(name);
  }
}
