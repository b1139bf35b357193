import { monotonicClock } from '@parley/kernel';
import { LRUCache } from 'lru-cache';
import { networkOf } from './network-of.js';

const MINUTE_MS = 60_000;
/** How long a key that worked from an address is let by when others there fail. */
const TRUST_MS = 10 * MINUTE_MS;
/** Networks and keys that a process remembers; who is forgotten begins anew. */
const REMEMBERED = 50_000;

/**
 * Counts refused authentications by where they came from, in the memory of one process: guessing and broken callers are
 * slowed down (OWASP ASVS 5.0, 6.3.1). Several callers may share an address, so a key that worked from there goes on.
 */
export class RefusedAddresses {
  /** When the last of the refusals so far would be forgiven, were each to take its share of a minute. */
  private readonly forgivenAt = new LRUCache<string, number>({ max: REMEMBERED });
  private readonly trusted = new LRUCache<string, true>({ max: REMEMBERED, ttl: TRUST_MS });

  /** `perMinute` refusals are borne in a minute; 0 bears any number. */
  constructor(
    private readonly perMinute: number,
    private readonly now: () => number = monotonicClock,
  ) {}

  /** Notes that somebody was refused. */
  refused(address: string): void {
    if (this.perMinute === 0) return;
    const network = networkOf(address);
    const base = Math.max(this.forgivenAt.get(network) ?? 0, this.now());
    this.forgivenAt.set(network, Math.min(base + MINUTE_MS / this.perMinute, this.now() + 2 * MINUTE_MS));
  }

  /** Notes that a key was used with success. */
  accepted(address: string, keyId: string): void {
    if (this.perMinute > 0) this.trusted.set(`${networkOf(address)} ${keyId}`, true);
  }

  /** Seconds until another try is looked at; 0 for at once. `keyId` says which key the try names. */
  waitSeconds(address: string, keyId: () => string | undefined): number {
    const network = networkOf(address);
    const until = this.forgivenAt.get(network);
    if (until === undefined) return 0;
    const wait = until + MINUTE_MS / this.perMinute - this.now() - MINUTE_MS;
    return wait <= 0 || this.trusted.has(`${network} ${keyId() ?? ''}`) ? 0 : Math.ceil(wait / 1000);
  }
}
