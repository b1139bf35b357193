import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccountId } from '@parley/kernel';
import { createAccount, createTestDatabase, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { lastCheckpoint, openTree, verifyDatabase, type CheckpointPlace } from '../src/index.js';
import { keptSizes } from '../src/places/kept.js';
import { log } from './support/log.js';
import { copyOf } from './support/memory-place.js';
import { checkpointsIn, newSequencer, placeKilledAfter, rollBackTo, temporaryPlace, writeEntry } from './support/sequencing.js';

describe('A new place of a log that was restored', () => {
  let test: TestDatabase;
  let open: OpenDatabase;
  let account: AccountId;
  const [first, later] = [temporaryPlace(), temporaryPlace()];
  const signedBefore = () => test.query(`update audit_checkpoints set signed_at = now() - interval '10 minutes'`);
  const system = () => open.database.system();

  /** Tree 1 with checkpoints at 2, 4 and 6, of which the database has lost all but 3 entries; tree 2 with two checkpoints. */
  beforeAll(async () => {
    test = await createTestDatabase();
    open = openDatabase(test.url);
    account = (await createAccount(test)).id;
    const { step } = newSequencer(system(), first.place);
    const signed = async (entries: number): Promise<void> => {
      for (let nth = 0; nth < entries; nth += 1) await writeEntry(open.database, account);
      await signedBefore();
      await step();
    };
    for (const entries of [2, 2, 2]) await signed(entries);
    await test.query(rollBackTo(3));
    await openTree(system(), { last: await lastCheckpoint(first.place, log), restore: {} });
    for (const entries of [1, 3]) await signed(entries);
    await signedBefore();
  });
  afterAll(async () => {
    first.remove();
    later.remove();
    await open.close();
    await test.close();
  });

  const all = async (place: CheckpointPlace) => [await checkpointsIn(place, 1), await checkpointsIn(place, 2)];

  it('gets all that the others have of every tree, wherever it was interrupted', async () => {
    const rounds: number[] = [];
    for (let operations = 1; (await keptSizes(later.place, 1)).length < 3 || (await keptSizes(later.place, 2)).length < 2; operations += 1) {
      await newSequencer(system(), first.place, placeKilledAfter(later.place, operations)).step();
      rounds.push(operations);
    }
    expect(rounds.length).toBeGreaterThan(5);
    expect(await all(later.place)).toEqual(await all(first.place));
    // Tiles and all.
    expect((await copyOf(later.place)).objects).toEqual((await copyOf(first.place)).objects);
    expect(await verifyDatabase(system(), log, [later.place])).toMatchObject({ ok: true, restores: [{ tree: 1, from: 3, to: 6, openedBy: 2 }] });
  });

  it('gets what the database has, where there is no other', async () => {
    const alone = temporaryPlace();
    await newSequencer(system(), alone.place).step();
    expect((await all(alone.place)).map((sizes) => sizes.length)).toEqual([1, 2]);
    alone.remove();
  });

  it('until then is said to be behind, in each tree', async () => {
    const empty = temporaryPlace();
    const { findings } = await verifyDatabase(system(), log, [first.place, empty.place]);
    expect(findings).toEqual([{ code: 'place_behind', tree: 1, size: 2, place: empty.place.name }, { code: 'place_behind', tree: 2, size: 5, place: empty.place.name }]);
  });

  it('tells of another place that has lost leaves, and takes them from the next', async () => {
    const [broken, filled] = [await copyOf(first.place), temporaryPlace()];
    for (const name of broken.objects.keys()) if (name.startsWith('1/tile')) broken.objects.delete(name);
    const { step, alarms } = newSequencer(system(), broken, first.place, filled.place);
    await step();
    expect(await all(filled.place)).toEqual(await all(first.place));
    expect(alarms).toContainEqual({ what: `place ${filled.place.name}`, error: expect.objectContaining({ code: 'place_altered' }) });
    filled.remove();
  });
});
