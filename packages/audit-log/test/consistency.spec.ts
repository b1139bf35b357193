import { describe, expect, it } from '@jest/globals';
import { areConsistent, openCheckpoint, PlaceWriter } from '../src/index.js';
import { checkpointOver, entriesOf, log, ORIGIN, reader } from './support/log.js';
import { MemoryPlace } from './support/memory-place.js';

const entries = entriesOf(40);
const at = async (all: readonly Buffer[], tree = 1) => openCheckpoint(await checkpointOver(all, { tree }), log.trusted);

describe('areConsistent', () => {
  const place = new MemoryPlace('place');
  const between = async (some: readonly Buffer[], other: readonly Buffer[], places = [new MemoryPlace('empty'), place]) => areConsistent(places, ORIGIN, await at(some), await at(other));

  it('shows that one checkpoint leads to another, in either order, by the leaves of a place', async () => {
    await new PlaceWriter(place, log).publish(await checkpointOver(entries), reader(entries));
    expect(await between(entries.slice(0, 13), entries.slice(0, 30))).toBe(true);
    expect(await between(entries, entries.slice(0, 1))).toBe(true);
    expect(await between(entries.slice(0, 7), entries.slice(0, 7))).toBe(true);
  });

  it('shows it of no two that contradict each other, and of none that no place reaches', async () => {
    const other = entries.with(3, Buffer.from('other'));
    expect(await between(other.slice(0, 13), entries.slice(0, 30))).toBe(false);
    expect(await between(entries.slice(0, 13), other.slice(0, 30))).toBe(false);
    expect(await between(other.slice(0, 7), entries.slice(0, 7))).toBe(false);
    expect(await between(entries.slice(0, 7), [...entries, ...entriesOf(1, 100)])).toBe(false);
    await expect(areConsistent([place], ORIGIN, await at(entries), await at(entries, 2))).rejects.toMatchObject({ code: 'wrong_origin' });
  });
});
