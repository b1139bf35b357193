import { describe, expect, it } from '@jest/globals';
import { asAppId } from '@parley/kernel';
import { createApp } from '@parley/testing';
import { Lanes, START } from '../src/deliveries/lanes.js';
import { BOUNDS, eventOf, events, made, numbers } from './support/delivery-bench.js';
import { answerWith, bench, deliverToATarget, target } from './support/delivery-setup.js';

deliverToATarget();

describe('workers side by side', () => {
  it('while events are posted concurrently, three workers lose none, double none and keep the order', async () => {
    const hooks = await Promise.all([1, 2, 3].map((n) => bench.webhook(`${target.url}/${n}`)));
    for (let n = 0; n < 3; n += 1) bench.worker();
    const conversations = hooks.flatMap(({ appId }, app) => Array.from({ length: 8 }, (_, n) => ({ appId, name: `a${app}c${n}` })));
    await Promise.all(conversations.map(({ appId, name }) => bench.post(appId, name, events(name, 15))));
    await target.until((all) => all.length >= conversations.length * 15, 20_000);
    for (const { name } of conversations) expect(numbers(target.received, name)).toEqual(events(name, 15).map(({ n }) => n));
    expect(new Set(target.received.map((request) => eventOf(request).id)).size).toBe(conversations.length * 15);
    expect(bench.results).not.toContain('lost');
  });

  it('a worker that dies leaves its lane to another when its lease ends, and the event keeps its id', async () => {
    answerWith((_request, index) => (index === 0 ? { delayMs: 3000 } : 200));
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 2));
    const dying = bench.worker({ leaseSeconds: 1.2, timeoutMs: 1000 });
    await target.until((all) => all.length === 1);
    // As after kill -9: nothing it does counts any more.
    await bench.database.query(`update webhook_lanes set leased_by = 'somebody else'`);
    const second = bench.worker();
    const received = await target.until((all) => all.length === 3);
    expect(numbers(received, 'c1')).toEqual([0, 0, 1]);
    expect(eventOf(received[0]!).id).toBe(eventOf(received[1]!).id);
    expect((await bench.attempts(3)).toSorted()).toEqual(['aborted', 'delivered', 'delivered']);
    await Promise.all([dying.stop(0), second.stop(0)]);
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 0, deliveries: 0 });
  });
});

describe('a lease', () => {
  const lease = async (seconds: number) => {
    const lanes = new Lanes(bench.db.system(), bench.keyring, seconds);
    const [lane] = (await lanes.claim(START, BOUNDS)).lanes;
    const [head] = lane ? await lanes.heads([lane]) : [];
    return { lanes, lane, head };
  };
  const filled = async (count: number) => {
    const hook = await bench.webhook(target.url);
    await bench.post(hook.appId, 'c1', events('c1', count));
    const worker = bench.worker({ pollMs: 20, concurrency: 1 });
    answerWith(() => 503);
    await target.until((all) => all.length === 1);
    await worker.stop(1000);
    await bench.database.query(`update webhook_lanes set next_attempt_at = now(), attempts = 0`);
    return hook;
  };

  it('is given to one worker at a time', async () => {
    await filled(1);
    const [first, second] = await Promise.all([lease(10), lease(10)]);
    expect([first.lane, second.lane].filter(Boolean)).toHaveLength(1);
  });

  it('that has ended lets the next worker in, and the stale one can no longer end, retry or release anything', async () => {
    await filled(2);
    const stale = await lease(0);
    const fresh = await lease(10);
    expect(fresh.head?.delivery.eventId).toBe(stale.head?.delivery.eventId);
    const before = await bench.counts();
    expect(await stale.lanes.delivered(stale.lane!, stale.head!.delivery, made())).toEqual({ kind: 'lost' });
    expect(await stale.lanes.died(stale.lane!, stale.head!.delivery, made(400))).toEqual({ kind: 'lost' });
    expect(await stale.lanes.retry(stale.lane!, stale.head!.delivery, made(500), { seconds: 0, counts: true })).toBe(false);
    await stale.lanes.release(stale.lane!);
    expect(await bench.counts()).toEqual(before);
    expect(await lease(10)).toMatchObject({ lane: undefined });
    const next = await fresh.lanes.delivered(fresh.lane!, fresh.head!.delivery, made());
    if (next.kind !== 'next') throw new Error(`the lane went on with ${next.kind}`);
    expect(next.head.delivery.payload).toMatchObject({ n: 1 });
    // Written down twice, because the first answer was lost on the way: counted once.
    expect(await fresh.lanes.delivered(fresh.lane!, fresh.head!.delivery, made())).toEqual({ kind: 'lost' });
    expect(await fresh.lanes.delivered(fresh.lane!, next.head.delivery, made())).toEqual({ kind: 'empty' });
    expect(await bench.counts()).toMatchObject({ lanes: 0, deliveries: 0 });
  });

  it('is renewed while an attempt takes longer than it, so that nobody attempts the same event beside it', async () => {
    answerWith((request) => ({ delayMs: eventOf(request).payload.n === 0 ? 2500 : 0 }));
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 2));
    for (let n = 0; n < 2; n += 1) bench.worker({ leaseSeconds: 1, timeoutMs: 5000 });
    const received = await target.until((all) => all.length === 2);
    expect(numbers(received, 'c1')).toEqual([0, 1]);
  });

  it('that is somebody else’s ends the attempt that runs on it', async () => {
    answerWith(() => ({ delayMs: 4000 }));
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 1));
    const worker = bench.worker({ leaseSeconds: 1, timeoutMs: 20_000 });
    await target.until((all) => all.length === 1);
    await bench.database.query(`update webhook_lanes set leased_by = 'another', next_attempt_at = now() + interval '1 hour'`);
    const began = performance.now();
    await worker.stop(20_000);
    expect(performance.now() - began).toBeLessThan(3000);
    expect(bench.results).toEqual(['aborted']);
  });

  it('is given back when the worker stops, so that another goes on at once', async () => {
    const hook = await bench.webhook(target.url);
    await bench.post(hook.appId, 'c1', events('c1', 1));
    answerWith((_request, index) => (index === 0 ? { delayMs: 5000 } : 200));
    const first = bench.worker({ timeoutMs: 20_000, leaseSeconds: 60 });
    await target.until((all) => all.length === 1);
    await first.stop(50);
    const [lane] = await bench.database.query<{ leased_by: string | null; attempts: number; due: boolean }>(
      'select leased_by, attempts, next_attempt_at <= now() as due from webhook_lanes');
    expect(lane).toEqual({ leased_by: null, attempts: 0, due: true });
    bench.worker();
    await target.until((all) => all.length === 2);
  });
});

describe('a claim', () => {
  it('takes a few lanes of each webhook, none of a busy one, and goes on where it ended', async () => {
    const hooks = await Promise.all(Array.from({ length: 5 }, () => bench.webhook(target.url)));
    for (const { appId, id } of hooks)
      await bench.database.query(
        `insert into webhook_lanes (app_id, webhook_id, order_key, pending, next_attempt_at) select $1, $2, 'c' || n, 1, now() from generate_series(1, 30) n`, [appId, id]);
    const lanes = new Lanes(bench.db.system(), bench.keyring, 60);
    const busy = hooks[0]!;
    const { lanes: taken, cursor } = await lanes.claim(START, { ...BOUNDS, webhooks: new Map([[busy.id, 0]]) });
    const of = (id: string) => taken.filter(({ webhookId }) => webhookId === id).length;
    expect(hooks.map(({ id }) => of(id))).toEqual([0, 8, 8, 8, 8]);
    expect(cursor).toBe(START);
    const few = await lanes.claim(START, { ...BOUNDS, free: 3 });
    expect(new Set(few.lanes.map(({ webhookId }) => webhookId)).size).toBe(3);
    const rest = await lanes.claim(few.cursor, { ...BOUNDS, free: 2 });
    expect(rest.lanes.some(({ webhookId }) => few.lanes.some((lane) => lane.webhookId === webhookId))).toBe(false);
  });

  it('bounds what one app gets over all of its webhooks', async () => {
    const appId = asAppId((await createApp(bench.database)).id);
    for (let n = 0; n < 4; n += 1) {
      const { id } = await bench.webhook(target.url, { appId });
      await bench.database.query(
        `insert into webhook_lanes (app_id, webhook_id, order_key, pending, next_attempt_at) select $1, $2, 'c' || n, 1, now() from generate_series(1, 30) n`, [appId, id]);
    }
    expect((await new Lanes(bench.db.system(), bench.keyring, 60).claim(START, BOUNDS)).lanes).toHaveLength(16);
  });
});
