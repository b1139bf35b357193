import type { Database } from '@parley/persistence';
import { LRUCache } from 'lru-cache';
import { LEASE, type LeaseRow } from './lease.queries.js';
import { LeasedBucket } from './leased-bucket.js';
import type { RateLimit } from './rate-limit.js';

/** Names of which a process remembers its share: of who comes seldom, half a block at most is lost with it. */
const REMEMBERED = 50_000;

/** A limit that something is under. */
export interface Bucket {
  /** What the limit is called in headers and errors. */
  readonly policy: string;
  /** Whose it is: unique among all policies. */
  readonly name: string;
  readonly limit: RateLimit;
}

/**
 * Holds rates that all processes share (docs/decisions/0088). Most requests are answered from memory; a share of the shared
 * bucket is taken from the database ahead of need. Where the database does not answer, everybody is admitted: what they
 * want there will fail by itself.
 */
export class RateLimiter {
  private readonly buckets = new LRUCache<string, LeasedBucket>({ max: REMEMBERED });

  constructor(
    private readonly database: Database,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Takes one token; answers whether there was one. Never rejects. */
  async admit(bucket: Bucket): Promise<boolean> {
    const share = this.shareOf(bucket);
    return share.takeNow() || share.take();
  }

  /** What may still come at once under this limit, as far as this process knows. */
  available(bucket: Bucket): number {
    return this.shareOf(bucket).available;
  }

  private shareOf({ name, limit }: Bucket): LeasedBucket {
    const known = this.buckets.get(name);
    if (known !== undefined) return known;
    const share = new LeasedBucket(limit, (tokens) => this.lease(name, limit, tokens));
    this.buckets.set(name, share);
    return share;
  }

  private async lease(name: string, { rate, burst }: RateLimit, tokens: number): Promise<LeaseRow> {
    try {
      const [row] = await this.database.system().query<LeaseRow & Record<string, unknown>>(LEASE, [name, rate, burst, tokens]);
      if (row !== undefined) return row;
    } catch (error) {
      this.onError(error);
    }
    return { granted: tokens, tokens: 0 };
  }
}
