import { beforeEach, describe, expect, it } from '@jest/globals';
import { LEASE_MS, LeaseCache } from './lease-cache.js';

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
