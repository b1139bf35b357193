import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AccountId } from '@parley/kernel';
import type { Database } from '@parley/persistence';
import { createAccount, createTestDatabase, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { lastCheckpoint, openTree, type CheckpointPlace } from '../src/index.js';
import { log } from './support/log.js';
import { checkpointsIn, newSequencer, rollBackTo, temporaryPlace, writeEntry } from './support/sequencing.js';

describe('A log that does not lead on from what was signed', () => {
  let test: TestDatabase;
  let open: OpenDatabase;
  let db: Database;
  let account: AccountId;
  let outside: ReturnType<typeof temporaryPlace>;
  const counts = async () => (await test.query<Record<string, number>>(`
    select (select count(*)::int from audit_leaves) as leaves, (select count(*)::int from audit_checkpoints) as checkpoints, (select count(*)::int from audit_pending) as pending`))[0];
  const signedSize = (size: number) => test.query('update audit_checkpoints set signed_at = now() - make_interval(secs => 2) where size = $1', [size]);

  beforeEach(async () => {
    test = await createTestDatabase();
    open = openDatabase(test.url);
    db = open.database;
    account = (await createAccount(test)).id;
    outside = temporaryPlace();
    const { step } = newSequencer(db.system(), outside.place);
    for (const size of [2, 4]) {
      await writeEntry(db, account);
      await writeEntry(db, account);
      await step();
      await signedSize(size);
    }
  });
  afterEach(async () => {
    outside.remove();
    await open.close();
    await test.close();
  });

  it('is neither signed nor continued when it was rolled back; acts are recorded all the same', async () => {
    await test.query(rollBackTo(2));
    const before = await checkpointsIn(outside.place);
    await writeEntry(db, account);
    await writeEntry(db, account);
    await writeEntry(db, account);
    const { sequencer } = newSequencer(db.system(), outside.place);
    await expect(sequencer.step()).rejects.toMatchObject({ code: 'place_ahead' });
    await sequencer.settled();
    expect(await counts()).toEqual({ leaves: 2, checkpoints: 1, pending: 3 });
    expect(await checkpointsIn(outside.place)).toEqual(before);
  });

  it('is not signed when leaves under its own checkpoint were altered', async () => {
    await test.query(`update audit_leaves set leaf_hash = sha256('other') where position = 1`);
    await writeEntry(db, account);
    const { sequencer } = newSequencer(db.system());
    await expect(sequencer.step()).rejects.toMatchObject({ code: 'log_altered' });
    expect(await counts()).toEqual({ leaves: 5, checkpoints: 2, pending: 0 });
  });

  it('is found by the place when all of it was computed anew', async () => {
    await test.query(rollBackTo(2));
    const forger = newSequencer(db.system());
    await writeEntry(db, account);
    await writeEntry(db, account);
    await forger.step();
    await signedSize(4);
    await writeEntry(db, account);
    await forger.step();
    const { sequencer } = newSequencer(db.system(), outside.place);
    await expect(sequencer.step()).rejects.toMatchObject({ code: 'place_diverges' });
    expect((await counts())?.['checkpoints']).toBe(3);
  });

  it('is continued while one place of several can be read, and not while none can', async () => {
    const away = { ...outside.place, name: 'away', list: () => Promise.reject(new Error('away')) } as unknown as CheckpointPlace;
    await writeEntry(db, account);
    await expect(newSequencer(db.system(), away).sequencer.step()).rejects.toThrow('away');
    expect(await counts()).toEqual({ leaves: 4, checkpoints: 2, pending: 1 });
    await newSequencer(db.system(), away, outside.place).step();
    expect(await counts()).toEqual({ leaves: 5, checkpoints: 3, pending: 0 });
  });

  it('goes on in a new tree after a restore, whose first entry names the last checkpoint outside and the restore', async () => {
    await test.query(rollBackTo(2));
    const waiting = await writeEntry(db, account);
    const last = await lastCheckpoint(outside.place, log);
    expect(await openTree(db.system(), { last, restore: { backup: 'b-17', takenAt: '2026-11-24T10:00:00.000Z' } })).toBe(2);
    const { step, alarms } = newSequencer(db.system(), outside.place);
    await step();
    expect(alarms).toEqual([]);
    const entries = await test.query(`
      select l.position::int, e.action, e.target_id, e.details, e.id = $1 as waited from audit_leaves l join audit_entries e on e.id = l.entry_id where l.tree = 2 order by 1`, [waiting]);
    expect(entries).toMatchObject([
      {
        position: 0, action: 'auditTree:open', target_id: '2',
        details: { previous: { tree: 1, size: 4, root: last?.checkpoint.root.toString('base64') }, kept: [{ tree: 1, size: 2 }], restore: { backup: 'b-17', takenAt: '2026-11-24T10:00:00.000Z' } },
      },
      { position: 1, action: 'account:update', waited: true },
    ]);
    expect((await lastCheckpoint(outside.place, log))).toMatchObject({ tree: 2, checkpoint: { size: 2 } });
    expect(await checkpointsIn(outside.place, 1)).toHaveLength(2);
  });

  it('opens a tree that no place has yet, also when the database had forgotten some', async () => {
    const last = await lastCheckpoint(outside.place, log);
    expect(await openTree(db.system(), { last: last && { ...last, tree: 7 }, restore: {} })).toBe(8);
    expect(await openTree(db.system(), { restore: {} })).toBe(9);
  });
});
