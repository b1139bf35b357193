import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { eventually } from '@parley/testing';
import { KeyCache, SLOT_BYTES } from './key-cache.js';

/** All memory of a cache's own: what is in none of its bytes was zeroed. */
const memoryOf = (cache: KeyCache): Buffer => Buffer.concat((cache as unknown as { slabs: Buffer[] }).slabs);
const used = (cache: KeyCache): number => memoryOf(cache).filter((byte) => byte !== 0).length;
/** No byte of it is zero, so that every one left over is seen. */
const key = (): Buffer => randomBytes(SLOT_BYTES).map((byte) => byte || 1) as Buffer;
const make = (most = 3, ttlMs = 1000) => {
  const clock = { now: 1 };
  return { clock, cache: new KeyCache({ most, ttlMs }, () => clock.now) };
};

describe('the cache of keys', () => {
  it('takes copies, of one part or two, and answers views of its memory', () => {
    const { cache } = make();
    const [first, second] = [key().subarray(0, 32), key().subarray(0, 32)];
    cache.set('both', first, second);
    cache.set('one', first);
    expect(cache.get('both')).toEqual(Buffer.concat([first, second]));
    expect(cache.get('one')).toEqual(Buffer.concat([first, Buffer.alloc(32)]));
    expect(cache.get('none')).toBeUndefined();
    const before = Buffer.from(first);
    first.fill(0);
    expect(cache.get('one')?.subarray(0, 32)).toEqual(before);
    expect(cache.get('one')?.buffer).toBe(cache.get('both')?.buffer);
  });

  it('forgets the one that was unused longest, and zeroes it', () => {
    const { cache } = make();
    const keys = ['a', 'b', 'c', 'd'].map((name) => [name, key()] as const);
    for (const [name, value] of keys.slice(0, 3)) cache.set(name, value);
    cache.get('a');
    cache.set(...(keys[3] as [string, Buffer]));
    expect(['a', 'b', 'c', 'd'].map((name) => cache.get(name) !== undefined)).toEqual([true, false, true, true]);
    expect(memoryOf(cache).includes(keys[1]![1])).toBe(false);
    expect([used(cache), cache.size]).toEqual([3 * SLOT_BYTES, 3]);
  });

  it('zeroes what is deleted, replaced by something shorter, and cleared', () => {
    const { cache } = make();
    cache.set('a', key());
    const view = cache.get('a');
    cache.delete('a');
    expect([used(cache), view]).toEqual([0, Buffer.alloc(SLOT_BYTES)]);
    cache.set('a', key());
    cache.set('a', key().subarray(0, 32));
    expect(used(cache)).toBe(32);
    cache.set('b', key());
    cache.clear();
    expect([used(cache), cache.size]).toEqual([0, 0]);
  });

  it('keeps each key at a place of its own, whatever comes and goes, and takes no more memory than it needs', () => {
    const { cache } = make(1500);
    const held = new Map<string, Buffer>();
    for (let round = 0; round < 6_000; round += 1) {
      const name = String((round * 7919) % 2000);
      if (round % 3 === 0) { cache.delete(name); held.delete(name); continue; }
      const value = key();
      cache.set(name, value);
      held.set(name, value);
    }
    const wrong = [...held].filter(([name, value]) => !(cache.get(name) ?? value).equals(value));
    expect(wrong).toEqual([]);
    expect(used(cache)).toBe(cache.size * SLOT_BYTES);
    expect(memoryOf(cache).length).toBe(2048 * SLOT_BYTES);
  });

  it('answers none whose time is over, however often it was used, and zeroes it then', () => {
    const { cache, clock } = make();
    cache.set('a', key());
    for (const now of [500, 1000]) {
      clock.now = now;
      expect(cache.get('a')).toBeDefined();
    }
    clock.now = 1002;
    expect(cache.get('a')).toBeUndefined();
    expect(used(cache)).toBe(0);
  });

  it('zeroes those whose time is over and that nobody asks for, by itself', async () => {
    const { cache, clock } = make(3, 40);
    cache.set('a', key());
    clock.now = 20;
    cache.set('b', key());
    clock.now = 50;
    await eventually('the older one to go', () => cache.size === 1);
    expect(used(cache)).toBe(SLOT_BYTES);
    clock.now = 100;
    await eventually('the other one to go', () => cache.size === 0);
    expect(used(cache)).toBe(0);
  });
});
