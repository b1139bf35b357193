import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { operatorOn } from '@parley/audit-log';
import { cancelErasure, hastenErasures, listErasures, replayErasures } from '@parley/erasure';
import { eraseAll, openErasing, type Erasing } from './support/erasing.js';

let at: Erasing;
beforeAll(async () => {
  at = await openErasing();
});
beforeEach(async () => {
  at.calls.length = 0;
  at.store.objects.clear();
  await at.test.query('delete from erasures');
});
afterAll(() => at.close());

const by = operatorOn();
const cancel = (id: string) => cancelErasure({ ...at.parts, by }, id);

describe('an operator', () => {
  it('takes back what is pending: it is shown again, and on the record', async () => {
    const id = await at.request('c1', 3600);
    await cancel(id);
    expect(at.calls).toEqual(['reveal c1']);
    expect(await at.row(id)).toMatchObject({ state: 'cancelled' });
    expect(await at.entries('erasure:cancel')).toEqual([{ actor: 'operator', target_id: 'c1', account_id: at.app.accountId, details: { erasureId: id } }]);
    await at.test.query('update erasures set due_at = now()');
    expect(await at.eraser().next(at.live)).toBeUndefined();
    await expect(cancel(id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(cancel('nothing')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes back nothing that has begun, nor what cannot be shown', async () => {
    const id = await at.request('c2');
    await eraseAll(at.eraser(), at.live);
    await expect(cancel(id)).rejects.toMatchObject({ code: 'conflict' });
    // An older copy of the database still calls it pending.
    await at.test.query("update erasures set state = 'pending'");
    await expect(cancel(id)).rejects.toMatchObject({ code: 'conflict' });
    const other = await at.request('c3', 3600);
    const targets = [{ ...at.target, reveal: async () => { throw new Error('cannot'); } }];
    await expect(cancelErasure({ ...at.parts, targets, by }, other)).rejects.toThrow('cannot');
    expect(await at.row(other)).toMatchObject({ state: 'pending' });
  });

  it('has one done now, or all of an app', async () => {
    const [one, two, three] = [await at.request('c1', 3600), await at.request('c2', 3600), await at.request('c3', 3600)];
    expect((await hastenErasures(at.db, { id: two }, by)).map(({ id }) => id)).toEqual([two]);
    expect(await eraseAll(at.eraser(), at.live)).toEqual([two]);
    await expect(hastenErasures(at.db, { id: two }, by)).rejects.toMatchObject({ code: 'conflict' });
    expect((await hastenErasures(at.db, { appId: at.app.id }, by)).map(({ id }) => id).toSorted()).toEqual([one, three]);
    expect((await eraseAll(at.eraser(), at.live)).toSorted()).toEqual([one, three]);
    expect((await at.entries('erasure:hasten')).map(({ target_id: id }) => id).toSorted()).toEqual(['c1', 'c2', 'c3']);
  });

  it('lists what is open, or everything, of an app or of all', async () => {
    const [one, two] = [await at.request('c1'), await at.request('c2', 3600)];
    await at.eraser().next(at.live);
    const ids = async (which: Parameters<typeof listErasures>[1]) => (await listErasures(at.db, which)).map(({ id }) => id);
    expect(await ids({})).toEqual([two]);
    expect(await ids({ all: true, appId: at.app.id })).toEqual([two, one]);
    expect(await ids({ all: true, appId: 'another' })).toEqual([]);
  });
});

describe('a database that was restored from an older copy', () => {
  const replay = () => replayErasures(at.parts, at.live);

  it('is told by the ledger what to hide and remove again, whether it knew of it or not', async () => {
    const [unknown, pending, cancelled, known] = [await at.request('c1'), await at.request('c2'), await at.request('c3'), await at.request('c4')];
    await eraseAll(at.eraser(), at.live);
    expect(await replay()).toBe(0);
    await at.test.query('delete from erasures where id = $1', [unknown]);
    await at.test.query("update erasures set state = 'pending', due_at = now() + interval '1 hour' where id = $1", [pending]);
    await at.test.query("update erasures set state = 'cancelled' where id = $1", [cancelled]);
    at.calls.length = 0;
    expect(await replay()).toBe(3);
    expect(at.calls.toSorted()).toEqual(['hideAgain c1', 'hideAgain c2', 'hideAgain c3']);
    // What a hold would keep is gone already.
    expect((await eraseAll(at.eraser({ isHeld: async () => true }), at.live)).toSorted()).toEqual([unknown, pending, cancelled].toSorted());
    for (const id of [unknown, pending, cancelled, known]) expect(await at.row(id)).toMatchObject({ state: 'complete', requested_by: 'app_1', account_id: at.app.accountId });
    expect(await replay()).toBe(0);
  });

  it('has nothing to do for an app that was made after the copy, or is another database’s', async () => {
    const id = await at.request('c5');
    await eraseAll(at.eraser(), at.live);
    await at.test.query('delete from erasures where id = $1', [id]);
    await at.test.query('delete from apps where id = $1', [at.app.id]);
    at.calls.length = 0;
    expect([await replay(), at.calls]).toEqual([0, []]);
  });
});
