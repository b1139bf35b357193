import { AppError, monotonicClock } from '@parley/kernel';
import type { OpenRootKeys } from '../root-keys/open-root-keys.js';
import type { RootKey, RootKeySource } from './root-key.js';

/** Opened anew after this part of the time limit, so that a provider that is away for a moment is not noticed. */
const RENEW_AFTER = 0.8;
const LOOK_MS = 1000;

interface Renewal {
  /** Asks the providers. Whatever it rejects with may be over at the next try. */
  readonly open: () => Promise<OpenRootKeys>;
  /** Milliseconds for which root keys are used without their providers. */
  readonly ttlMs: number;
  /** Told each new reason why they could not be opened. */
  readonly log: (line: string) => void;
  /** Milliseconds that only go forward. */
  readonly now?: () => number;
}

/**
 * The root keys of a running process: opened again and again by its own timer, and forgotten at their time limit while no
 * provider answers. No request waits for a provider: with a transaction's connection in hand it would keep the pool from
 * whoever opens them.
 */
export class RenewedRootKeys implements RootKeySource {
  private held: OpenRootKeys | undefined;
  private openedAt: number;
  private renewing: Promise<void> | undefined;
  private told: string | undefined;
  private closed = false;
  private readonly now: () => number;
  private readonly timer: NodeJS.Timeout;

  constructor(first: OpenRootKeys, private readonly renewal: Renewal) {
    this.now = renewal.now ?? monotonicClock;
    this.held = first;
    this.openedAt = this.now();
    this.timer = setInterval(() => void this.look(), Math.min(LOOK_MS, renewal.ttlMs / 10)).unref();
  }

  /** Raises `service_unavailable` after the time limit. */
  current(): RootKey {
    return this.keys().current();
  }

  /** Raises `service_unavailable` after the time limit, CryptoFault `key_missing` for one that is not there. */
  byId(id: string): RootKey {
    return this.keys().byId(id);
  }

  /** Opens them anew when it is time, forgets them when it is too late. The timer calls it; one opening at a time. */
  async look(): Promise<void> {
    const { ttlMs } = this.renewal;
    const age = this.now() - this.openedAt;
    if (age >= ttlMs) this.hold(undefined);
    if (age >= ttlMs * RENEW_AFTER && !this.closed) await (this.renewing ??= this.renew());
  }

  /** Nest calls it when nobody asks any more. */
  onApplicationShutdown(): void {
    this.closed = true;
    clearInterval(this.timer);
    this.hold(undefined);
  }

  private keys(): OpenRootKeys {
    if (!this.held || this.now() - this.openedAt >= this.renewal.ttlMs) throw new AppError('service_unavailable', 'The root key is not available at the moment');
    return this.held;
  }

  private async renew(): Promise<void> {
    const startedAt = this.now();
    try {
      this.hold(await this.renewal.open());
      this.openedAt = startedAt;
      this.told = undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      if (reason !== this.told) this.renewal.log(`The root key cannot be opened anew. ${reason}`);
      this.told = reason;
    } finally {
      this.renewing = undefined;
    }
  }

  /** What was answered is used before the next turn of the event loop, so that it is zeroed after it. */
  private hold(next: OpenRootKeys | undefined): void {
    const before = this.held;
    this.held = this.closed ? undefined : next;
    for (const unused of [before, this.closed ? next : undefined]) if (unused) setImmediate(() => unused.zero());
  }
}
