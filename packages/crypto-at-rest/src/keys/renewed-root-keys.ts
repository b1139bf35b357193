import { AppError, monotonicClock } from '@parley/kernel';
import { CryptoFault } from '../crypto-fault.js';
import { within } from './within.js';
import type { OpenRootKeys } from '../root-keys/open-root-keys.js';
import type { RootKey, RootKeySource } from './root-key.js';

/** Opened anew after this part of the time limit, so that a provider that is away for a moment is not noticed. */
const RENEW_AFTER = 0.8;
const LOOK_MS = 1000;
/** A request waits no longer for a root key that came up since they were opened. */
const PATIENCE_MS = 3000;

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
 * provider answers. No request waits for a provider, but for a root key that a rotation made since: `open` must not need a
 * connection that requests may hold meanwhile.
 */
export class RenewedRootKeys implements RootKeySource {
  private held: OpenRootKeys | undefined;
  private openedAt: number;
  private renewing: Promise<boolean> | undefined;
  /** Root keys that were not there when they were looked for just now, and when that was. */
  private readonly absent = new Map<string, number>();
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

  /**
   * Asks at once for one that is not among them: it is a rotation's new one. Raises `service_unavailable` after the time
   * limit and while nobody answers, CryptoFault `key_missing` for one that is not there.
   */
  byId(id: string): RootKey | Promise<RootKey> {
    const keys = this.keys();
    return keys.has(id) ? keys.byId(id) : this.soughtFor(id);
  }

  /** The current one, asked for at once. */
  async renewed(): Promise<RootKey> {
    await this.renewNow();
    return this.current();
  }

  /** Opens them anew when it is time, forgets them when it is too late. The timer calls it; one opening at a time. */
  async look(): Promise<void> {
    const { ttlMs } = this.renewal;
    const age = this.now() - this.openedAt;
    if (age >= ttlMs) this.hold(undefined);
    if (age >= ttlMs * RENEW_AFTER && !this.closed) await this.join();
  }

  /** Nest calls it when nobody asks any more. */
  onApplicationShutdown(): void {
    this.closed = true;
    clearInterval(this.timer);
    this.hold(undefined);
  }

  private keys(): OpenRootKeys {
    if (!this.held || this.now() - this.openedAt >= this.renewal.ttlMs) throw unavailable();
    return this.held;
  }

  private async soughtFor(id: string): Promise<RootKey> {
    if (this.now() - (this.absent.get(id) ?? -Infinity) < LOOK_MS) throw new CryptoFault('key_missing');
    await this.renewNow();
    const keys = this.keys();
    if (!keys.has(id)) this.absent.set(id, this.now());
    return keys.byId(id);
  }

  /** Opened anew by an opening that began after this call. Raises `service_unavailable` where it fails or takes too long. */
  private async renewNow(): Promise<void> {
    const renewal = this.closed ? Promise.resolve(false) : (this.renewing ?? Promise.resolve()).then(() => this.join());
    if (!(await within(PATIENCE_MS, renewal))) throw unavailable();
  }

  private join(): Promise<boolean> {
    return (this.renewing ??= this.renew());
  }

  /** Whether they were opened. */
  private async renew(): Promise<boolean> {
    const startedAt = this.now();
    try {
      this.hold(await this.renewal.open());
      this.openedAt = startedAt;
      this.told = undefined;
      this.absent.clear();
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      if (reason !== this.told) this.renewal.log(`The root key cannot be opened anew. ${reason}`);
      this.told = reason;
      return false;
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

const unavailable = (): AppError => new AppError('service_unavailable', 'The root key is not available at the moment');
