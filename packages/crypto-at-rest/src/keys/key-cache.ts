import { monotonicClock } from '@parley/kernel';
import { LRUCache } from 'lru-cache';

/** What a cache of keys may grow to. */
export interface CacheBounds {
  /** Keys. */
  readonly most: number;
  /** Milliseconds after which a key is read anew, whether or not it was used. */
  readonly ttlMs: number;
}

/** README, "The cache": 100,000 keys take less than 64 MB. */
export const CACHE_BOUNDS: CacheBounds = { most: 100_000, ttlMs: 300_000 };

/** Remembers what one load of keys found: nothing any more once keys were evicted since it began, which it may have read before. */
export interface Remembering {
  /** As `KeyCache.set`. */
  set(name: string, ...parts: readonly Buffer[]): void;
}

/** A data key with its id, or two other keys. */
export const SLOT_BYTES = 64;
/** Slots are added so many at a time, so that a process with few keys stays small. */
const SLAB_SLOTS = 1024;
/** `<tenant>/…`, `tenant/<tenant>`, `index/<tenant>/…`, `shard/<tenant>/…`. */
const TENANT_IN_NAME = /^(?:(?:tenant|index|shard)\/)?([^/]+)/;

/**
 * Keys in use, the longest unused going first. They lie in memory of the cache's own and are zeroed when they leave,
 * which a garbage-collected copy would never be.
 */
export class KeyCache {
  private readonly slabs: Buffer[] = [];
  private readonly free: number[] = [];
  private readonly slots: LRUCache<string, number>;
  private readonly sweepMs: number;
  private sweeping = false;
  private evictions = 0;
  private trustedUntil = Infinity;

  /** `now` in milliseconds that only go forward. */
  constructor({ most, ttlMs }: CacheBounds = CACHE_BOUNDS, private readonly now: () => number = monotonicClock) {
    this.slots = new LRUCache({ max: most, ttl: ttlMs, ttlResolution: 0, perf: { now }, dispose: (slot) => this.release(slot) });
    this.sweepMs = ttlMs / 4;
  }

  /** How many keys are held. */
  get size(): number {
    return this.slots.size;
  }

  /** 64 bytes, a view of the cache's memory: to be used before anything is awaited, and never kept. */
  get(name: string): Buffer | undefined {
    if (!this.isTrusted()) return undefined;
    const slot = this.slots.get(name);
    return slot === undefined ? undefined : this.memory(slot);
  }

  /** Takes a copy of at most 64 bytes. */
  set(name: string, ...parts: readonly Buffer[]): void {
    if (!this.isTrusted()) return;
    this.slots.delete(name);
    const slot = this.take();
    const memory = this.memory(slot);
    let at = 0;
    for (const part of parts) at += part.copy(memory, at);
    this.slots.set(name, slot);
    this.sweepLater();
  }

  /** To be called before what is to be remembered is read. */
  remembering(): Remembering {
    const before = this.evictions;
    return {
      set: (name, ...parts) => {
        if (this.evictions === before) this.set(name, ...parts);
      },
    };
  }

  /** Forgets keys that are destroyed, for good: no load that has begun remembers anything. */
  evict(names: readonly string[]): void {
    this.evictions += 1;
    for (const name of names) this.slots.delete(name);
  }

  /** The same of all keys of a tenant. */
  evictTenant(tenant: string): void {
    const names = [...this.slots.keys()].filter((name) => TENANT_IN_NAME.exec(name)?.[1] === tenant);
    this.evict(names);
  }

  /** Uses and takes nothing after this moment, and has forgotten everything then. */
  trustUntil(moment: number): void {
    this.trustedUntil = moment;
    this.isTrusted();
  }

  /** Forgets a key. */
  delete(name: string): void {
    this.slots.delete(name);
  }

  /** Forgets every key. */
  clear(): void {
    this.slots.clear();
  }

  /** Forgets the keys whose time is over: one that nobody asks for again would lie there until others need its place. */
  sweep(): void {
    if (this.isTrusted()) this.slots.purgeStale();
  }

  /** As long as there are keys. The timer keeps no process alive. */
  private sweepLater(): void {
    if (this.sweeping) return;
    this.sweeping = true;
    setTimeout(() => {
      this.sweeping = false;
      this.sweep();
      if (this.size > 0) this.sweepLater();
    }, this.sweepMs).unref();
  }

  private isTrusted(): boolean {
    if (this.now() < this.trustedUntil) return true;
    if (this.size > 0) this.clear();
    this.evictions += 1;
    return false;
  }

  private take(): number {
    if (this.free.length === 0) {
      const first = this.slabs.length * SLAB_SLOTS;
      this.slabs.push(Buffer.alloc(SLAB_SLOTS * SLOT_BYTES));
      for (let slot = first + SLAB_SLOTS - 1; slot >= first; slot -= 1) this.free.push(slot);
    }
    return this.free.pop() as number;
  }

  private release(slot: number): void {
    this.memory(slot).fill(0);
    this.free.push(slot);
  }

  private memory(slot: number): Buffer {
    const slab = this.slabs[Math.floor(slot / SLAB_SLOTS)] as Buffer;
    const start = (slot % SLAB_SLOTS) * SLOT_BYTES;
    return slab.subarray(start, start + SLOT_BYTES);
  }
}
