import { describe, expect, it } from '@jest/globals';
import { PlaceWriter } from '../src/index.js';
import { checkpointOver, entriesOf, log, reader } from './support/log.js';
import { MemoryPlace } from './support/memory-place.js';
import { indexed, verdictOn } from './support/random-log.js';

const entries = entriesOf(600);

async function placeWith(name: string, all: readonly Buffer[], ...sizes: number[]): Promise<MemoryPlace> {
  const place = new MemoryPlace(name);
  const writer = new PlaceWriter(place, log);
  for (const size of sizes) await writer.publish(await checkpointOver(all.slice(0, size)), reader(all));
  return place;
}

describe('places that do not say the same', () => {
  it('locate an entry by the leaves of a place, where another has lost its own', async () => {
    const [a, b] = [await placeWith('a', entries, 300, 600), await placeWith('b', entries, 600)];
    for (const name of a.objects.keys()) if (name.includes('/tile/')) a.objects.delete(name);
    const { findings } = await verdictOn(indexed(entries.with(431, Buffer.from('{"id":"x"}'))), [a, b]);
    expect(findings).toEqual([
      { code: 'edited', tree: 1, from: 431, to: 432, entry: 'x' },
      { code: 'place_altered', tree: 1, size: 300, place: 'a' },
      { code: 'place_altered', tree: 1, size: 600, place: 'a' },
    ]);
  });

  it('say between which checkpoints it is, where no place has leaves any more', async () => {
    const place = await placeWith('a', entries, 300, 500, 600);
    for (const name of place.objects.keys()) if (name.includes('/tile/')) place.objects.delete(name);
    const { findings } = await verdictOn(indexed(entries.with(431, Buffer.from('{"id":"x"}'))), [place]);
    expect(findings).toContainEqual({ code: 'unlocated', tree: 1, from: 300, to: 600 });
  });

  it('are named when one has signed checkpoints of another log, and the log is still judged', async () => {
    const fork = entries.with(20, Buffer.from('{"id":"fork"}'));
    const [a, b] = [await placeWith('a', entries, 10, 400, 600), new MemoryPlace('b')];
    await b.put('1/checkpoint/100', await checkpointOver(fork.slice(0, 100)));
    await b.put('1/checkpoint/600', await checkpointOver(fork));
    const { findings, trees } = await verdictOn(indexed(entries), [b, a]);
    expect(findings).toEqual([
      { code: 'checkpoint_contradicts', tree: 1, size: 100, place: 'b' },
      { code: 'checkpoint_contradicts', tree: 1, size: 600, place: 'b' },
    ]);
    expect(trees).toMatchObject([{ covered: 600, checkpoints: 3 }]);
  });

  it('find a note under another size, and one that is none', async () => {
    const place = await placeWith('a', entries, 100);
    place.objects.set('1/checkpoint/050', place.objects.get('1/checkpoint/100')!);
    place.objects.set('1/checkpoint/060', Buffer.from('nothing'));
    expect((await verdictOn(indexed(entries), [place])).findings).toEqual([50, 60].map((size) => ({ code: 'place_altered', tree: 1, size, place: 'a' })));
  });

  it('promise nothing of entries that no checkpoint covers, but tell a hole among them', async () => {
    const place = await placeWith('a', entries, 100);
    const others = entriesOf(20, 5000);
    expect((await verdictOn(indexed([...entries.slice(0, 100), ...others]), [place])).ok).toBe(true);
    const holed = indexed(entries).filter(({ index }) => index !== 200 && index !== 201);
    expect((await verdictOn(holed, [place])).findings).toEqual([{ code: 'deleted', tree: 1, from: 200, to: 202 }]);
    expect(await verdictOn(indexed(entries), [])).toMatchObject({ ok: true, trees: [{ entries: 600, covered: 0 }] });
  });
});
