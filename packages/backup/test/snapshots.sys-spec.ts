import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, Dice } from '@parley/testing';
import { BackedUp } from './support/backed-up.js';
import { RestoredInto } from './support/restoring.js';
import { Writers, writtenIn } from './support/writers.js';

const [SNAPSHOTS, APPS, WRITERS, REST_MS] = [40, 5, 12, 40];
/** Restores at once. */
const AT_ONCE = 2;
const LONG_MS = 1_200_000;

/** One that was taken, by its number, and when it was, in microseconds since 1970. */
interface Taken {
  readonly number: number;
  readonly at: number;
}

/** The full form of what restore.int-spec.ts does with two. */
describe(`${SNAPSHOTS} snapshots, taken while ${WRITERS} writers never stop`, () => {
  const seed = process.env.STORM_SEED ?? String(Date.now());
  const dice = new Dice(seed);
  const taken: Taken[] = [];
  let source: BackedUp;
  let writers: Writers;
  let end: number;
  /** Roles are the server's: making them for two databases at once would fail. */
  let turn: Promise<void> = Promise.resolve();

  beforeAll(async () => {
    source = await BackedUp.open();
    const apps: string[] = [];
    for (let n = 0; n < APPS; n += 1) apps.push((await createApp(source.database)).id);
    writers = new Writers(source.database, apps, WRITERS, REST_MS);
    for (let n = 0; n < SNAPSHOTS; n += 1) taken.push({ number: await source.snapshot(), at: await source.now() });
    await writers.stop();
    end = await source.now();
    await source.drained();
  }, LONG_MS);
  afterAll(() => source.close());

  async function differences({ number }: Taken, to: number | undefined): Promise<string[]> {
    const restored = await RestoredInto.empty(source.database);
    try {
      await restored.restore(source, { snapshot: number, ...(to !== undefined && { to }) }, { migrateTo: (name) => (turn = turn.then(() => restored.migrateTo(name))) });
      const written = await writtenIn((text) => restored.query(text), WRITERS);
      return writers.differences(written, to ?? Infinity).map((each) => `STORM_SEED=${seed}: snapshot ${number} to ${to ?? 'the end'}: ${each}`);
    } finally {
      await restored.close();
    }
  }

  it('each give back, with the segments after it, what the writers were told: soon after it, later, and every eighth at the end', async () => {
    const between = (from: number, to: number): number => from + dice.next(Math.max(to - from, 1));
    const work = taken.flatMap((each, index) => [
      { each, to: between(each.at, taken[index + 1]?.at ?? end) }, { each, to: between(each.at, end) },
      ...(index % 8 === 0 ? [{ each, to: undefined }] : []),
    ]);
    const found: string[] = [];
    const queue = work.values();
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (const { each, to } of queue) found.push(...(await differences(each, to)));
    }));
    expect(found).toEqual([]);
    expect(writers.logs.flat().length).toBeGreaterThan(SNAPSHOTS * WRITERS);
  }, LONG_MS);
});
