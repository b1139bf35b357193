import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { newId, type AppId } from '@parley/kernel';
import { appendEvent, type DroppedEvents } from '@parley/persistence';
import { eventually } from '@parley/testing';
import { dropDeliveries } from '@parley/webhooks';
import { events, numbers } from './support/delivery-bench.js';
import { answerWith, bench, deliverToATarget, target } from './support/delivery-setup.js';

deliverToATarget();

const USER = 'user:u1';

/** An event that quotes a cell of the user, which nobody opens before it is dropped. */
const quoting = (appId: AppId, orderKey: string, n: number) => bench.db.app(appId).transaction((tx) => appendEvent(tx, {
  appId, type: 'conversation:message', orderKey, skeleton: { n, conversation: orderKey },
  references: [['message.author', USER, 'users', newId(), 'sealed_name']], cells: [Buffer.alloc(61)],
}));
const drop = (appId: AppId, limit = 1000, whose: Partial<DroppedEvents> = {}) =>
  bench.db.app(appId).transaction((tx) => dropDeliveries(tx, { appId, subjects: [USER], ...whose }, limit));
const lanes = () => bench.database.query('select order_key, pending, attempts, leased_by, next_attempt_at <= now() as due from webhook_lanes order by order_key');

describe('deliveries that quote what is being erased', () => {
  /** A worker has handed on what is posted, and failed at the first of each lane. */
  const failing = async (post: (appId: AppId) => Promise<void>) => {
    answerWith(() => 503);
    const { appId } = await bench.webhook(target.url);
    await post(appId);
    const worker = bench.worker({ retrySeconds: [60] });
    await target.until((all) => all.length >= 1);
    await worker.stop(5000);
    answerWith(() => 200);
    return appId;
  };

  it('go, in batches, also the dead; the lane goes on with what is left, in order', async () => {
    const appId = await failing(async (id) => {
      await bench.post(id, 'c1', events('c1', 1));
      await quoting(id, 'c1', 1);
      await bench.post(id, 'c1', [{ n: 2, conversation: 'c1' }]);
      await quoting(id, 'c1', 3);
      await quoting(id, 'c2', 0);
    });
    await bench.database.query("update webhook_deliveries set dead_at = now() where order_key = 'c2'");
    await bench.database.query("delete from webhook_lanes where order_key = 'c2'");
    expect(await drop(appId, 1000, { before: new Date(0) })).toBe(0);
    expect([await drop(appId, 2), await drop(appId, 2), await drop(appId, 2)]).toEqual([2, 1, 0]);
    // The head has stayed, and waits for its second attempt.
    expect(await lanes()).toEqual([{ order_key: 'c1', pending: 2, attempts: 1, leased_by: null, due: false }]);
    await bench.database.query('update webhook_lanes set next_attempt_at = now()');
    bench.worker();
    expect(numbers(await target.until((all) => all.length === 3), 'c1')).toEqual([0, 0, 2]);
    await eventually('nothing waits any more', async () => isDeepStrictEqual(await bench.counts(), { outbox: 0, lanes: 0, deliveries: 0 }));
  });

  it('take their lane along when nothing else waits, and leave other apps alone', async () => {
    const appId = await failing((id) => bench.post(id, 'c1', events('c1', 1)));
    await bench.database.query(`update webhook_deliveries set cell_references = $1`, [JSON.stringify([['', USER, 't', 'r', 'c']])]);
    const other = await bench.webhook(target.url);
    expect(await drop(other.appId)).toBe(0);
    expect(await drop(appId)).toBe(1);
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 0, deliveries: 0 });
  });

  it('at the head: what comes next is due at once, with all its attempts', async () => {
    const appId = await failing((id) => bench.post(id, 'c1', events('c1', 2)));
    await bench.database.query(`update webhook_deliveries set cell_references = $1 where payload->>'n' = '0'`, [JSON.stringify([['', USER, 't', 'r', 'c']])]);
    expect(await drop(appId)).toBe(1);
    expect(await lanes()).toEqual([{ order_key: 'c1', pending: 1, attempts: 0, leased_by: null, due: true }]);
  });

  it('while one is being sent its holder finds out, and the lane goes on when the lease ends', async () => {
    let answered: (status: number) => void = () => undefined;
    answerWith((_request, index) => (index === 0 ? new Promise<number>((resolve) => { answered = resolve; }) : 200));
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 2));
    bench.worker({ leaseSeconds: 1.2, timeoutMs: 1000 });
    await target.until((all) => all.length === 1);
    await bench.database.query(`update webhook_deliveries set cell_references = $1 where payload->>'n' = '0'`, [JSON.stringify([['', USER, 't', 'r', 'c']])]);
    expect(await drop(appId)).toBe(1);
    answered(200);
    expect(numbers(await target.until((all) => all.length === 2), 'c1')).toEqual([0, 1]);
    await bench.attempts(2);
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 0, deliveries: 0 });
  });
});
