import { describe, expect, it } from '@jest/globals';
import { idPrefixAt, idSource, idTime, isId, newId } from './ids.js';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

describe('an id', () => {
  it('is 24 lower-case hex digits (openapi.yaml, parameter `page`)', () => {
    const id = newId();
    expect(id).toMatch(/^[0-9a-f]{24}$/);
    expect(isId(id)).toBe(true);
    for (const other of [id.slice(1), `${id}0`, id.toUpperCase().replace(/\d/g, 'A'), ` ${id}`, `${id}\n`, 'g'.repeat(24), 7, null, undefined]) expect(isId(other)).toBe(false);
  });

  it('begins with its moment: 32 bits of seconds, then 10 of milliseconds', () => {
    const id = idSource(() => NOW)();
    expect(BigInt(`0x${id.slice(0, 14)}`)).toBe(idPrefixAt(NOW));
    expect(idPrefixAt(NOW)).toBe((BigInt(Math.floor(NOW / 1000)) << 24n) | (678n << 14n));
    expect(idTime(id)).toBe(Math.floor(NOW / 1000) * 1000);
  });

  it('ends with ten digits of chance: two sources at one moment make different ones', () => {
    const ends = Array.from({ length: 1000 }, () => idSource(() => NOW)().slice(14));
    expect(new Set(ends).size).toBe(1000);
  });
});

describe('the ids of one process increase', () => {
  /** An id at each of these moments, by one source. */
  function made(moments: readonly number[]): string[] {
    let nth = 0;
    const next = idSource(() => moments[nth++] ?? NaN);
    return moments.map(() => next());
  }
  const increase = (ids: readonly string[]) => expect(ids).toEqual(Array.from(new Set(ids)).toSorted());

  it('within a millisecond, also when there are more than its 14 bits count', () => {
    increase(made(Array.from({ length: 20_000 }, () => NOW)));
  });

  it('with the clock, from second to second and over the years', () => {
    increase(made([NOW, NOW + 1, NOW + 321, NOW + 322, NOW + 1000, NOW + 86_400_000, Date.UTC(2100, 0, 1)]));
  });

  it('when the clock steps back, and with it again once it has caught up', () => {
    const ids = made([NOW, NOW - 1, NOW - 3_600_000, 0, NOW, NOW + 1]);
    increase(ids);
    expect(ids.slice(0, 5).map(idTime)).toEqual(Array.from({ length: 5 }, () => idTime(ids[0] ?? '')));
    expect(BigInt(`0x${ids[5]?.slice(0, 14)}`)).toBe(idPrefixAt(NOW + 1));
  });
});
