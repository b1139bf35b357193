import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AccountId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { createAccount, createTestDatabase, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { operatorOn, recordAct, verifyDatabase, type CheckpointPlace, type Verdict } from '../src/index.js';
import { appendPending } from '../src/sequencer/append-pending.js';
import { log } from './support/log.js';
import { copyOf } from './support/memory-place.js';
import { withSeed, type Random } from './support/random.js';
import { newSequencer, temporaryPlace, writeEntry } from './support/sequencing.js';
import { recomputeHashes, undone } from './support/superuser.js';
import { ALTERATIONS, type TableLog } from './support/table-alterations.js';

// Half a minute of work, which takes its time where several builds share the machine.
jest.setTimeout(900_000);

/** The log's length at each stage, and how many alterations and clean runs are made there: a thousand of each. */
const STAGES = [{ length: 2, runs: 200 }, { length: 7, runs: 400 }, { length: 20, runs: 300 }, { length: 60, runs: 80 }, { length: 270, runs: 20 }];
const NAMES = Object.keys(ALTERATIONS);

describe('The log in a real database, whose superuser alters it', () => {
  let test: TestDatabase;
  let open: OpenDatabase;
  let admin: OpenDatabase;
  let account: AccountId;
  const outside = [temporaryPlace(), temporaryPlace()];
  const places = outside.map(({ place }) => place);
  const state = async (): Promise<TableLog> => {
    const sizes = (await test.query<{ size: number }>('select size::float8 as size from audit_checkpoints order by size')).map(({ size }) => size);
    const [leaves] = await test.query<{ count: number }>('select count(*)::float8 as count from audit_leaves');
    return { count: leaves?.count ?? 0, covered: sizes.at(-1) ?? 0, sizes };
  };

  beforeAll(async () => {
    test = await createTestDatabase();
    open = openDatabase(test.url, 2);
    admin = openDatabase(test.adminUrl, 1);
    account = (await createAccount(test)).id;
  });
  afterAll(async () => {
    for (const { remove } of outside) remove();
    await Promise.all([open.close(), admin.close()]);
    await test.close();
  });

  /** More checkpoints up to a length, and a few entries that none covers. */
  async function grow(random: Random, length: number): Promise<void> {
    const system = open.database.system();
    const { step, alarms } = newSequencer(system, ...places);
    for (const covered of length < 30 ? [Math.ceil(length * 0.7), length] : [length]) {
      for (let { count } = await state(); count < covered; count += 1) await writeEntry(open.database, account);
      await test.query(`update audit_checkpoints set signed_at = now() - interval '2 seconds'`);
      await step();
    }
    for (let more = random.below(4); more > 0; more -= 1) await writeEntry(open.database, account);
    while (await appendPending(system));
    await test.query(`update audit_checkpoints set signed_at = now() - interval '10 minutes'`);
    expect([alarms, (await state()).covered]).toEqual([[], length]);
  }

  type Kept = readonly CheckpointPlace[];
  const some = (random: Random, kept: Kept): Kept => random.pick([kept, kept.slice(0, 1), kept.slice(1)]);

  async function alter(random: Random, stage: TableLog, kept: Kept): Promise<void> {
    const name = random.pick(NAMES);
    await undone(admin.database, async (tx) => {
      const { first, codes } = await ALTERATIONS[name]!(tx, random, stage);
      const { ok, findings } = await verifyDatabase(tx, log, some(random, kept));
      const isFound = !ok && findings[0] !== undefined && 'from' in findings[0] && findings[0].from === first && codes.includes(findings[0].code);
      if (!isFound) throw new Error(`${name} at ${first} of ${JSON.stringify(stage)}: ${JSON.stringify(findings.slice(0, 3))}`);
    });
  }

  /** What happens to a log that nobody alters. */
  async function live(tx: Sql, random: Random): Promise<void> {
    for (let more = random.below(3); more > 0; more -= 1) await recordAct(tx, operatorOn(account), { action: 'account:update', target: { type: 'account', id: account } });
    if (random.below(2) > 0) await appendPending({ query: (statement, values) => tx.query(statement, values), transaction: (work) => work(tx) });
  }

  async function leaveAlone(random: Random, { covered, sizes }: TableLog, kept: Kept): Promise<void> {
    let verdict: Verdict | undefined;
    await undone(admin.database, async (tx) => {
      await live(tx, random);
      verdict = await verifyDatabase(tx, log, some(random, kept));
    });
    expect(verdict).toMatchObject({ ok: true, findings: [], restores: [], trees: [{ tree: 1, covered, checkpoints: sizes.length }] });
  }

  it('of 1,000 random alterations each is found and its first entry named, and 1,000 clean runs raise nothing', () =>
    withSeed(async (random) => {
      for (const { length, runs } of STAGES) {
        await grow(random, length);
        const stage = await state();
        // As the directories hold it: read once, not two thousand times.
        const kept = await Promise.all(places.map(copyOf));
        for (let run = 0; run < runs; run += 1) {
          await alter(random, stage, kept);
          await leaveAlone(random, stage, kept);
        }
      }
    }));

  describe('and with it the checkpoints that the database keeps', () => {
    const verdict = async (work: (tx: Sql) => Promise<unknown>, ...of: CheckpointPlace[]): Promise<Verdict['findings']> => {
      let findings: Verdict['findings'] = [];
      await undone(admin.database, async (tx) => {
        await work(tx);
        ({ findings } = await verifyDatabase(tx, log, of.length === 0 ? places : of));
      });
      return findings;
    };

    it('are told when the log’s key did not sign them, or not for this size', async () => {
      const { sizes } = await state();
      expect(await verdict(recomputeHashes)).toEqual(sizes.map((size) => ({ code: 'own_checkpoint_altered', tree: 1, size })));
      expect(await verdict((tx) => tx.query('update audit_checkpoints set note = (select note from audit_checkpoints order by size limit 1)'))).toHaveLength(sizes.length - 1);
    });

    it('hide no place that has less than another, though they are gone', async () => {
      const { covered } = await state();
      const empty = temporaryPlace();
      const forget = async (tx: Sql) => {
        await tx.query('delete from audit_checkpoints');
        await tx.query(`update audit_entries set at = at - interval '1 hour' where id in (select entry_id from audit_leaves where position = 0)`);
      };
      expect(await verdict(forget, ...places, empty.place)).toContainEqual({ code: 'place_behind', tree: 1, size: covered, place: empty.place.name });
      expect(await verdict(() => Promise.resolve(), ...places, empty.place)).toEqual([{ code: 'place_behind', tree: 1, size: covered, place: empty.place.name }]);
    });
  });
});
