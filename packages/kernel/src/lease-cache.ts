import { setTimeout as delay } from 'node:timers/promises';
import { monotonicClock } from './clock.js';
import { AppError } from './errors.js';

/** How long a process may rely on what it read about a key or an app: milliseconds (docs/decisions/0020). */
export const LEASE_MS = 1000;
/** Longer than any lease that was taken before: covers timers that fire early and a read that was just finishing. */
const MARGIN_MS = 100;
const ATTEMPTS = 3;

/** Resolves when no process can still hold a lease on something that was deleted, and committed, before the call. `wait` takes milliseconds. */
export const leasesEnded = (wait: (ms: number) => Promise<void> = delay): Promise<void> => wait(LEASE_MS + MARGIN_MS);

interface Lease<Value> {
  readonly value: Value;
  readonly until: number;
}

/**
 * Remembers what `read` found for `LEASE_MS`, counted from *before* the read, so that it never outlives the truth by more.
 * What was not found is not remembered. Bounded: beyond `limit` entries the oldest goes.
 */
export class LeaseCache<Value> {
  private readonly leases = new Map<string, Lease<Value>>();
  private readonly reads = new Map<string, Promise<Value | undefined>>();

  constructor(
    private readonly read: (key: string) => Promise<Value | undefined>,
    private readonly limit = 10_000,
    private readonly now: () => number = monotonicClock,
  ) {}

  /** The remembered value while its lease lasts. */
  peek(key: string): Value | undefined {
    const lease = this.leases.get(key);
    return lease !== undefined && this.now() < lease.until ? lease.value : undefined;
  }

  /** The remembered value, or what a read finds. Callers at the same moment share one read. */
  async get(key: string): Promise<Value | undefined> {
    return this.peek(key) ?? this.reads.get(key) ?? this.load(key);
  }

  private load(key: string): Promise<Value | undefined> {
    const reading = this.readInTime(key).finally(() => this.reads.delete(key));
    this.reads.set(key, reading);
    return reading;
  }

  /** An answer that took longer than a lease may tell of something deleted since: it is asked for again. */
  private async readInTime(key: string): Promise<Value | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const until = this.now() + LEASE_MS;
      const value = await this.read(key);
      this.leases.delete(key);
      if (value === undefined) return undefined;
      if (this.now() < until) {
        this.remember(key, { value, until });
        return value;
      }
    }
    throw new AppError('service_unavailable', 'The database answers too slowly');
  }

  private remember(key: string, lease: Lease<Value>): void {
    if (this.leases.size >= this.limit) {
      const oldest = this.leases.keys().next();
      if (!oldest.done) this.leases.delete(oldest.value);
    }
    this.leases.set(key, lease);
  }
}
