import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { LEASE_MS, LeaseCache, leasesEnded } from './lease-cache.js';

describe('LeaseCache', () => {
  let now: number;
  let truth: string | undefined;
  let reads: number;
  /** What happens while a read is under way. */
  let meanwhile: () => void;
  let cache: LeaseCache<string>;

  beforeEach(() => {
    [now, truth, reads, meanwhile] = [0, 'here', 0, () => undefined];
    cache = new LeaseCache(
      async () => {
        reads += 1;
        const found = truth;
        meanwhile();
        return found;
      },
      2,
      () => now,
    );
  });

  it('remembers for one lease, counted from before the read', async () => {
    meanwhile = () => (now += 400);
    await cache.get('a');
    truth = undefined;
    now = LEASE_MS - 1;
    expect(await cache.get('a')).toBe('here');
    now = LEASE_MS;
    expect(await cache.get('a')).toBeUndefined();
    expect(reads).toBe(2);
  });

  it('asks again when the read itself outlived the lease: what it found may be gone', async () => {
    meanwhile = () => {
      now += LEASE_MS;
      truth = undefined;
    };
    expect(await cache.get('a')).toBeUndefined();
    expect(reads).toBe(2);
  });

  it('gives up on a database that is too slow to be believed', async () => {
    meanwhile = () => (now += LEASE_MS);
    await expect(cache.get('a')).rejects.toMatchObject({ code: 'service_unavailable' });
  });

  it('does not remember what was not there', async () => {
    truth = undefined;
    expect(await cache.get('a')).toBeUndefined();
    truth = 'here';
    expect(await cache.get('a')).toBe('here');
  });

  it('shares one read among callers of the same moment', async () => {
    expect(await Promise.all([cache.get('a'), cache.get('a')])).toEqual(['here', 'here']);
    expect(reads).toBe(1);
  });

  it('does not remember a read that failed', async () => {
    meanwhile = () => {
      throw new Error('away');
    };
    await expect(cache.get('a')).rejects.toThrow('away');
    meanwhile = () => undefined;
    expect(await cache.get('a')).toBe('here');
  });

  it('is bounded: the oldest goes', async () => {
    for (const key of ['a', 'b', 'c']) await cache.get(key);
    expect([cache.peek('a'), cache.peek('b'), cache.peek('c')]).toEqual([undefined, 'here', 'here']);
  });
});

describe('Deleting a key answers once its lease, of at most 2 s, has ended', () => {
  it('a lease is at most 2 s', () => {
    expect(LEASE_MS).toBeLessThanOrEqual(2000);
  });

  it('the answer waits for longer than a lease, and for 2 s at most', async () => {
    const waits: number[] = [];
    await leasesEnded(async (ms) => void waits.push(ms));
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(LEASE_MS);
    expect(waits[0]).toBeLessThanOrEqual(2000);
  });

  it('it waits for real', async () => {
    let ended = false;
    const leases = leasesEnded().then(() => (ended = true));
    await delay(LEASE_MS / 2);
    expect(ended).toBe(false);
    await leases;
  });
});
