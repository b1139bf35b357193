import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openReceipt, type Dropping, type EraserParts, type ErasureTarget } from '@parley/erasure';
import { eventually } from '@parley/testing';
import { CLAIM } from '../src/due.queries.js';
import { eraseAll, openErasing, signer, type Erasing } from './support/erasing.js';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}
const stepsOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(stepsOf)];

let at: Erasing;
beforeAll(async () => {
  at = await openErasing();
});
beforeEach(async () => {
  at.calls.length = 0;
  at.faults.length = 0;
  await at.test.query('delete from erasures');
  await at.test.query('delete from outbox_events');
});
afterAll(() => at.close());

describe('an erasure that is due', () => {
  it('goes its way: begun, in the ledger, dropped, destroyed, removed, and receipted on the record', async () => {
    await at.event('c1');
    await at.event('c1');
    await at.event('c2');
    const id = await at.request('c1');
    expect(await eraseAll(at.eraser(), at.live)).toEqual([id]);
    expect(at.calls).toEqual(['destroy conversation:c1', 'purge c1']);
    expect(await at.test.query('select order_key from outbox_events')).toEqual([{ order_key: 'c2' }]);
    const row = await at.row(id);
    expect(row).toMatchObject({ state: 'complete', counts: { events: 2, answers: 0, rows: 3 }, waiting: null, leased_by: null, requested_by: 'app_1' });
    expect(JSON.parse(at.store.objects.get(`erasures/${id}`)!.toString())).toMatchObject({ v: 1, id, kind: 'conversation', targetId: 'c1', subjects: [{ subject: 'conversation:c1' }] });
    expect(openReceipt(Buffer.from(String(row['receipt'])), [signer.key])).toEqual([
      `erasure ${id}`, `app ${at.app.id}`, 'erased conversation c1', `requested ${(row['requested_at'] as Date).toISOString()}`,
      `completed ${(row['completed_at'] as Date).toISOString()}`, `no copy of the database that was made before ${(row['destroyed_at'] as Date).toISOString()} opens it`,
      'removed answers 0', 'removed events 2', 'removed rows 3', `destroyed key conversation:c1 1 ${'ab'.repeat(32)}`,
    ]);
    expect(await at.entries('erasure:complete')).toEqual([
      { actor: 'parley', target_id: 'c1', account_id: at.app.accountId, details: { erasureId: id, keys: 1, receipt: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    ]);
  });

  it('waits until its time has come', async () => {
    const id = await at.request('c1', 3600);
    expect(await at.eraser().next(at.live)).toBeUndefined();
    await at.test.query("update erasures set due_at = now() - interval '1 second'");
    expect(await at.eraser().next(at.live)).toBe(id);
  });

  it('waits for a legal hold, and goes on when it is lifted', async () => {
    const id = await at.request('c1');
    expect(await eraseAll(at.eraser({ isHeld: async () => true }), at.live)).toEqual([id]);
    expect(await at.row(id)).toMatchObject({ state: 'pending', waiting: 'held' });
    expect(at.calls).toEqual([]);
    await at.now();
    await eraseAll(at.eraser(), at.live);
    expect(await at.row(id)).toMatchObject({ state: 'complete', waiting: null });
  });

  it('lets nobody wait for those that are held, however long they have been due', async () => {
    const [held, later] = [await at.request('c1'), await at.request('c2')];
    await at.test.query("update erasures set due_at = due_at - interval '1 day' where id = $1", [held]);
    const eraser = at.eraser({ isHeld: async (_tx, { id }) => id === held });
    expect(await eraser.next(at.live)).toBe(held);
    await at.now();
    expect(await eraser.next(at.live)).toBe(later);
    expect(await eraser.next(at.live)).toBe(held);
  });

  it('is found in one step, beside 10,000 that are held, 10,000 that are not yet due and 10,000 that are done', async () => {
    await at.test.query(
      `insert into erasures (id, app_id, kind, target_id, subjects, requested_by, due_at, state, waiting, lease_until)
       select kind || n, $1, 'conversation', n, '[]', 'a', now() + due, state, waiting, lease_until from generate_series(1, 10000) n, (values
         ('h', interval '-2 days', 'pending', 'held', now() + interval '20 seconds'), ('p', interval '1 day', 'pending', null, null), ('c', interval '-1 day', 'complete', null, null)
       ) as v(kind, due, state, waiting, lease_until)`, [at.app.id]);
    const id = await at.request('c1');
    await at.test.query('analyze erasures');
    const look = async () => {
      const [row] = await at.db.system().query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (analyze, format json) ${CLAIM}`, ['nobody', null]);
      const steps = stepsOf(row!['QUERY PLAN'][0].Plan);
      await at.test.query('update erasures set lease_until = null where leased_by = $1', ['nobody']);
      return { indexes: steps.flatMap((step) => step['Index Name'] ?? []).filter((name) => name.startsWith('erasures')).toSorted(), passed: steps.reduce((sum, step) => sum + (step['Rows Removed by Filter'] ?? 0), 0), sorted: steps.some((step) => step['Node Type'] === 'Sort') };
    };
    expect(await look()).toEqual({ indexes: ['erasures_hindered', 'erasures_pkey', 'erasures_untried'], passed: 0, sorted: false });
    expect(await at.eraser().next(at.live)).toBe(id);
    // Now nothing can be done, which is what most looks find.
    expect(await look()).toMatchObject({ passed: 0, sorted: false });
    expect(await at.eraser().next(at.live)).toBeUndefined();
    await at.test.query("update erasures set lease_until = now() - interval '1 second' where id = 'h7'");
    expect(await at.eraser({ isHeld: async () => true }).next(at.live)).toBe('h7');
  });

  it('destroys nothing before every transaction has ended that began before', async () => {
    const id = await at.request('c1');
    let running: Promise<unknown> = Promise.resolve();
    await at.db.app(at.app.id).transaction(async (tx) => {
      await tx.query('select 1');
      running = at.eraser().next(at.live);
      await eventually('it has begun', async () => (await at.row(id))['state'] === 'destroying');
      expect([at.calls, at.store.objects.has(`erasures/${id}`)]).toEqual([[], false]);
    });
    await running;
    expect(at.calls[0]).toBe('destroy conversation:c1');
  });

  it('of an app destroys all of its keys and drops all that waits', async () => {
    await at.event('c1');
    await at.test.query("insert into erasures (id, app_id, kind, target_id, subjects, requested_by, due_at) values ('a', $1, 'app', $1, '[]', 'act_1', now())", [at.app.id]);
    await eraseAll(at.eraser(), at.live);
    expect(at.calls[0]).toBe('destroyTenant');
    expect(await at.row('a')).toMatchObject({ state: 'complete', counts: { events: 1 } });
  });
});

describe('killed and resumed', () => {
  const fault = (): never => {
    throw Object.assign(new Error('killed'), { code: 'service_unavailable' });
  };
  const once = <Args extends unknown[], T>(work: (...args: Args) => Promise<T>, when: 'before' | 'after') => {
    let killed = false;
    return async (...args: Args): Promise<T> => {
      if (!killed && when === 'before') {
        killed = true;
        fault();
      }
      const result = await work(...args);
      if (!killed) {
        killed = true;
        fault();
      }
      return result;
    };
  };
  const places: [string, (at: Erasing, when: 'before' | 'after') => Parameters<Erasing['eraser']>[0]][] = [
    ['the ledger', ({ ledger }, when) => ({ ledger: Object.assign(Object.create(ledger) as typeof ledger, { add: once(ledger.add.bind(ledger), when) }) })],
    ['what is dropped', ({ parts }, when) => ({ droppings: { ...parts.droppings, answers: once((...given: Parameters<Dropping>) => parts.droppings['answers']!(...given), when) } })],
    ['the keys', ({ parts: { keys } }, when) => ({ keys: { ...keys, destroy: once((...given: Parameters<EraserParts['keys']['destroy']>) => keys.destroy(...given), when) } })],
    ['the rows', ({ parts, target }, when) => ({ ...parts, targets: [{ ...target, purge: once((...given: Parameters<ErasureTarget['purge']>) => target.purge(...given), when) }] })],
    ['the receipt', (_at, when) => ({ signer: { ...signer, sign: once((message: Uint8Array) => signer.sign(message), when) } })],
  ];

  it.each(places.flatMap(([place, given]) => (['before', 'after'] as const).map((when) => [when, place, given] as const)))('%s %s: whoever comes next completes it, with one receipt', async (when, _place, given) => {
    await at.event('c1');
    const id = await at.request(`t-${when}-${_place}`);
    await at.test.query("update erasures set subjects = $1", [JSON.stringify([{ subject: 'conversation:c1' }])]);
    const killed = at.eraser(given(at, when));
    await killed.next(at.live);
    expect(at.faults).toEqual([`${id} Error: killed`]);
    expect(await at.row(id)).toMatchObject({ state: 'destroying', waiting: 'service_unavailable', receipt: null });
    expect(await at.eraser().next(at.live)).toBeUndefined();
    await at.now();
    expect(await eraseAll(at.eraser(), at.live)).toEqual([id]);
    expect(await at.row(id)).toMatchObject({ state: 'complete', waiting: null, counts: { events: 1 } });
    expect((await at.entries('erasure:complete')).filter(({ details }) => details['erasureId'] === id)).toHaveLength(1);
  });

  it('two side by side do each once', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) ids.push(await at.request(`s${n}`));
    const done = await Promise.all([eraseAll(at.eraser(), at.live), eraseAll(at.eraser(), at.live)]);
    expect(done.flat().toSorted()).toEqual(ids.toSorted());
    expect(at.calls.filter((call) => call.startsWith('destroy')).toSorted()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `destroy conversation:s${n}`));
  });

  it('told to stop it gives its lease back', async () => {
    const id = await at.request('c9');
    const stopping = new AbortController();
    const { keys } = at.parts;
    await at.eraser({ keys: { ...keys, destroy: async () => { stopping.abort(); stopping.signal.throwIfAborted(); return []; } } }).next(stopping.signal);
    expect(at.faults).toEqual([]);
    expect(await at.row(id)).toMatchObject({ state: 'destroying', waiting: null, lease_until: null, leased_by: null });
  });
});
