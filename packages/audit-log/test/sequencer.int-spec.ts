import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type AccountId } from '@parley/kernel';
import type { Database, ScopedSql } from '@parley/persistence';
import { createAccount, createTestDatabase, eventually, openDatabase, rowsTouched, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { canonicalBytes, ENTRY_COLUMNS, leafHash, operatorOn, recordAct, toEntry, type CheckpointPlace, type EntryRow } from '../src/index.js';
import { PENDING, STATE } from '../src/sequencer/sequencer.queries.js';
import { checkpointsIn, killedAfter, newSequencer, placeKilledAfter, temporaryPlace, writeEntry } from './support/sequencing.js';

let test: TestDatabase;
let open: OpenDatabase;
let db: Database;
let system: ScopedSql;
let account: AccountId;
let outside: ReturnType<typeof temporaryPlace>;

beforeEach(async () => {
  test = await createTestDatabase();
  open = openDatabase(test.url);
  db = open.database;
  system = db.system();
  account = (await createAccount(test)).id;
  outside = temporaryPlace();
});
afterEach(async () => {
  outside.remove();
  await open.close();
  await test.close();
});

const leaves = () => test.query<EntryRow & { position: string; leaf_hash: Buffer }>(`select l.position, l.leaf_hash, ${ENTRY_COLUMNS} from audit_leaves l join audit_entries e on e.id = l.entry_id order by l.position`);
const kept = () => test.query<{ size: string; note: string }>('select size, note from audit_checkpoints order by size');
/** As if the last checkpoint had been signed some seconds ago. */
const age = (seconds: number) => test.query('update audit_checkpoints set signed_at = now() - make_interval(secs => $1)', [seconds]);

async function expectEveryEntryOnce(): Promise<void> {
  const rows = await leaves();
  expect(rows.map(({ position }) => Number(position))).toEqual(rows.map((_, index) => index));
  expect(rows.map(({ id }) => id).toSorted()).toEqual((await test.query<{ id: string }>('select id from audit_entries order by id')).map(({ id }) => id));
  for (const row of rows) expect(row.leaf_hash.equals(leafHash(canonicalBytes(toEntry(row))))).toBe(true);
  expect(await test.query('select from audit_pending')).toEqual([]);
}

describe('The sequencer', () => {
  it('loses no entry under concurrent writers that commit out of order, also with several of it at work', async () => {
    const sequencers = [newSequencer(system, outside.place), newSequencer(system, outside.place)];
    const write = async (nth: number): Promise<void> => {
      await db.account(account).transaction(async (tx) => {
        await recordAct(tx, operatorOn(account), { action: 'account:update', target: { type: 'account', id: newId() } });
        if (nth % 3 === 0) await tx.query('select pg_sleep(0.02)');
      });
    };
    let writing = true;
    const sequencing = Promise.all(sequencers.map(async ({ step }) => {
      while (writing) await step();
    }));
    await Promise.all(Array.from({ length: 6 }, async (_, writer) => {
      for (let nth = 0; nth < 30; nth += 1) await write(writer + nth);
    }));
    writing = false;
    await sequencing;
    await sequencers[0]?.step();
    expect(await leaves()).toHaveLength(180);
    await expectEveryEntryOnce();
    expect(sequencers.flatMap(({ alarms }) => alarms)).toEqual([]);
  });

  it('signs what was appended, hands it to the places, and does nothing where there is no news', async () => {
    const { step } = newSequencer(system, outside.place);
    await step();
    expect(await kept()).toEqual([]);
    await writeEntry(db, account);
    await writeEntry(db, account);
    await step();
    expect((await kept()).map(({ size }) => size)).toEqual(['2']);
    await age(3600);
    await step();
    expect((await kept()).map(({ size }) => size)).toEqual(['2']);
    expect((await checkpointsIn(outside.place)).map((line) => line.split(' ')[0])).toEqual(['2']);
  });

  it('lets refused authentications wait for a minute, and nothing else', async () => {
    const { step } = newSequencer(system, outside.place);
    await writeEntry(db, account);
    await step();
    await writeEntry(db, account, 'authentication:refuse');
    for (const [seconds, sizes] of [[30, ['1']], [61, ['1', '2']]] as const) {
      await age(seconds);
      await step();
      expect((await kept()).map(({ size }) => size)).toEqual(sizes);
    }
    await writeEntry(db, account, 'authentication:refuse');
    await writeEntry(db, account);
    await age(1);
    await step();
    expect((await kept()).map(({ size }) => size)).toEqual(['1', '2', '4']);
  });

  it('goes on after being killed before and after any of its statements: one checkpoint for a size, every entry once', async () => {
    const sizes: number[] = [];
    for (let statements = 0; statements < 30; statements += 1) {
      for (const answered of [true, false]) {
        await writeEntry(db, account);
        await age(2);
        const { step } = newSequencer(killedAfter(system, statements, answered), outside.place);
        await step().catch(() => undefined);
        sizes.push((await kept()).length);
      }
    }
    await age(2);
    await newSequencer(system, outside.place).step();
    await expectEveryEntryOnce();
    const checkpoints = await kept();
    expect((await checkpointsIn(outside.place)).map((line) => line.split(' ')[0])).toEqual(checkpoints.map(({ size }) => size));
    // Some were killed before they had signed, and the last ones came to their end.
    expect([sizes[0], sizes.at(-1)! > 20]).toEqual([0, true]);
  });

  it('goes on after being killed between any two operations on a place', async () => {
    for (let operations = 0; operations < 18; operations += 1) {
      await writeEntry(db, account);
      await age(2);
      await newSequencer(system, placeKilledAfter(outside.place, operations)).step().catch(() => undefined);
    }
    const { step, alarms } = newSequencer(system, outside.place);
    await step();
    expect(alarms).toEqual([]);
    expect((await checkpointsIn(outside.place)).map((line) => line.split(' ')[0])).toEqual((await kept()).map(({ size }) => size));
  });

  it('tells of a place that fails or hangs, which keeps up neither the others nor acts, and feeds it later', async () => {
    let fails = true;
    const broken: CheckpointPlace = { name: 'broken', put: (name, bytes) => (fails ? Promise.reject(new Error('read-only')) : later.place.put(name, bytes)), get: (name) => later.place.get(name), list: (folder) => later.place.list(folder) };
    const hanging: CheckpointPlace = { name: 'hanging', put: () => new Promise(() => undefined), get: () => Promise.resolve(undefined), list: () => Promise.resolve([]) };
    const later = temporaryPlace();
    const { sequencer, alarms } = newSequencer(system, hanging, broken, outside.place);
    const arrives = async (place: CheckpointPlace, size: number): Promise<void> => {
      while (!(await checkpointsIn(place)).some((line) => line.startsWith(`${size} `))) await sequencer.step();
    };
    await writeEntry(db, account);
    await arrives(outside.place, 1);
    await writeEntry(db, account);
    await age(2);
    await arrives(outside.place, 2);
    expect(alarms).toEqual([{ what: 'place broken', error: expect.objectContaining({ message: 'read-only' }) }]);
    // The place has the checkpoint a moment before the sequencer knows that it has.
    await eventually('the place is up to date', async () => {
      await sequencer.step();
      return sequencer.state.places.at(-1)?.secondsBehind === 0;
    });
    expect(sequencer.state.places.map(({ name, secondsBehind }) => [name, secondsBehind > 0])).toEqual([['hanging', true], ['broken', true], [outside.place.name, false]]);
    fails = false;
    await arrives(later.place, 2);
    expect(await checkpointsIn(later.place)).toEqual(await checkpointsIn(outside.place));
    later.remove();
  });

  it('asks for no more rows in a long log than in a short one', async () => {
    await test.query(`insert into audit_entries (id, actor, scope, action, target_type, outcome, at) select lpad(n::text, 24, '0'), 'parley', 'system', 'app:update', 'app', 'done', now() from generate_series(1, 5000) n`);
    await test.query(`insert into audit_leaves (tree, position, entry_id, leaf_hash) select 1, n - 1, lpad(n::text, 24, '0'), sha256(n::text::bytea) from generate_series(1, 5000) n`);
    await test.query(`insert into audit_checkpoints (tree, size, note) select 1, n, 'x' from generate_series(1, 5000) n`);
    await writeEntry(db, account);
    await test.query('analyze');
    expect(await rowsTouched(system, STATE.text)).toBeLessThan(20);
    expect(await rowsTouched(system, PENDING.text, [500])).toBeLessThan(10);
  });
});
