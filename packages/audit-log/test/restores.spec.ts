import { beforeEach, describe, expect, it } from '@jest/globals';
import { OPEN_TREE, openingDetails, PlaceWriter, verifyLog, type Opening, type Verdict } from '../src/index.js';
import { checkpointOver, entriesOf, log, reader, rootOver } from './support/log.js';
import { MemoryPlace } from './support/memory-place.js';
import { indexed } from './support/random-log.js';

const opening = (details: Opening): Buffer => Buffer.from(JSON.stringify({ v: 1, id: 'opening', action: OPEN_TREE, details: openingDetails(details) }));
const root = (entries: readonly Buffer[]): string => rootOver(entries).toString('base64');

/** Verifies trees 1, 2, … as the database has them. */
const verdictOn = (places: readonly MemoryPlace[], ...trees: readonly Buffer[][]): Promise<Verdict> =>
  verifyLog({
    log,
    places,
    trees: trees.map((entries, index) => ({ tree: index + 1, entries: () => (async function* () { yield* indexed(entries); await Promise.resolve(); })() })),
  });

describe('a restore', () => {
  const first = entriesOf(20);
  const place = new MemoryPlace('place');
  const publish = async (tree: number, entries: readonly Buffer[], to = place): Promise<void> =>
    new PlaceWriter(to, log).publish(await checkpointOver(entries, { tree }), reader(entries));

  beforeEach(async () => {
    place.objects.clear();
    await publish(1, first);
  });

  const restored = (kept = 12): Buffer[] => [opening({ previous: { tree: 1, size: 20, root: root(first) }, kept: [{ tree: 1, size: kept }] }), ...entriesOf(5, 100)];

  it('is no tampering: its tree says what was lost, and the verdict repeats it', async () => {
    await publish(2, restored());
    expect(await verdictOn([place], first.slice(0, 12), restored())).toEqual({
      ok: true, findings: [], restores: [{ tree: 1, from: 12, to: 20, openedBy: 2 }],
      trees: [{ tree: 1, entries: 12, covered: 20, checkpoints: 1 }, { tree: 2, entries: 6, covered: 6, checkpoints: 1 }],
    });
  });

  it('excuses no other loss', async () => {
    await publish(2, restored());
    expect((await verdictOn([place], first.slice(0, 11), restored())).findings).toEqual([{ code: 'truncated', tree: 1, from: 11, to: 12 }]);
    expect((await verdictOn([place], first.slice(0, 12).with(3, first[4]!), restored())).findings).toMatchObject([{ tree: 1, from: 3 }]);
  });

  it('excuses nothing before it was witnessed', async () => {
    expect((await verdictOn([place], first.slice(0, 12), restored())).findings).toEqual([{ code: 'truncated', tree: 1, from: 12, to: 20 }]);
  });

  it('must name the last outside checkpoint', async () => {
    const hiding = [opening({ previous: { tree: 1, size: 12, root: root(first.slice(0, 12)) }, kept: [{ tree: 1, size: 12 }] })];
    await publish(2, hiding);
    expect((await verdictOn([place], first.slice(0, 12), hiding)).findings).toEqual([{ code: 'opening_wrong', tree: 2 }]);
    const other = new MemoryPlace('other');
    await publish(1, first, other);
    await publish(2, entriesOf(3, 100), other);
    expect((await verdictOn([other], first, entriesOf(3, 100))).findings).toEqual([{ code: 'opening_missing', tree: 2 }]);
  });

  it('cannot be undone unseen: a database with neither the tree nor its entries is found', async () => {
    await publish(2, restored());
    expect((await verdictOn([place], first)).findings).toEqual([{ code: 'truncated', tree: 2, from: 0, to: 6 }]);
  });

  it('may follow another one, that it loses', async () => {
    await publish(2, restored());
    const third = [opening({ previous: { tree: 2, size: 6, root: root(restored()) }, kept: [{ tree: 1, size: 7 }] })];
    await publish(3, third);
    const verdict = await verdictOn([place], first.slice(0, 7), [], third);
    expect(verdict).toMatchObject({ ok: true, restores: [{ tree: 1, from: 7, to: 20, openedBy: 3 }, { tree: 2, from: 0, to: 6, openedBy: 3 }] });
  });
});
