import { describe, expect, it } from '@jest/globals';
import { fanOut } from '../src/deliveries/fan-out.js';
import { NO_ROOM } from '../src/deliveries/lane-slots.js';
import { Lanes, START } from '../src/deliveries/lanes.js';
import { sealEndpoint } from '../src/webhooks/endpoint.js';
import { BOUNDS, events, made } from './support/delivery-bench.js';
import { answerWith, bench, deliverToATarget, target } from './support/delivery-setup.js';

deliverToATarget();

describe('a fan-out', () => {
  const fannedOut = (bounds: typeof BOUNDS) => fanOut(bench.db.system(), bench.keyring, bounds, 60);
  const filledLanes = async (count: number) => {
    const hook = await bench.webhook(target.url);
    for (let n = 0; n < count; n += 1) await bench.post(hook.appId, `c${n}`, events(`c${n}`, 2));
    return hook;
  };

  it('leases the lanes that it makes, with what to send first', async () => {
    const { id, secret } = await filledLanes(2);
    const { heads, waiting, events: moved } = await fannedOut(BOUNDS);
    expect({ waiting, moved }).toEqual({ waiting: false, moved: 4 });
    expect(heads.map(({ lane, delivery }) => [lane.orderKey, delivery.payload?.n]).toSorted()).toEqual([['c0', 0], ['c1', 0]]);
    expect(heads[0]).toMatchObject({ lane: { webhookId: id, attempts: 0 }, target: { target: target.url, secret } });
    expect((await new Lanes(bench.db.system(), bench.keyring, 60).claim(START, BOUNDS)).lanes).toHaveLength(0);
  });

  it.each([
    ['of the worker', { free: 3 }],
    ['of a webhook', { perWebhook: 3 }],
    ['of an app', { perApp: 3 }],
  ])('leaves what is beyond the bound %s to be claimed', async (_whose, bound) => {
    await filledLanes(5);
    const { heads, waiting } = await fannedOut({ ...BOUNDS, ...bound });
    expect(heads).toHaveLength(3);
    expect(waiting).toBe(true);
    expect((await new Lanes(bench.db.system(), bench.keyring, 60).claim(START, BOUNDS)).lanes).toHaveLength(2);
  });

  it('heeds the bounds of single webhooks and apps', async () => {
    const { id, appId } = await filledLanes(3);
    expect((await fannedOut({ ...BOUNDS, webhooks: new Map([[id, 0]]) })).heads).toHaveLength(0);
    await bench.post(appId, 'other', events('other', 1));
    expect((await fannedOut({ ...BOUNDS, apps: new Map([[appId as string, 0]]) })).heads).toHaveLength(0);
  });

  it('keeps an event from the integrations that it names, whatever their webhooks subscribe to', async () => {
    const one = await bench.webhook(target.url);
    const { id: second } = await bench.webhook(target.url, { appId: one.appId });
    await bench.post(one.appId, 'c0', events('c0', 3));
    const withhold = "update outbox_events set withheld_from = array(select integration_id from webhooks where id = any($2)) where payload ->> 'n' = $1";
    await bench.database.query(withhold, ['0', [one.id]]);
    await bench.database.query(withhold, ['1', [one.id, second]]);
    await fannedOut(NO_ROOM);
    const placed = await bench.database.query("select webhook_id, payload ->> 'n' as n from webhook_deliveries order by position, webhook_id");
    expect(placed).toEqual(expect.arrayContaining([{ webhook_id: second, n: '0' }, { webhook_id: one.id, n: '2' }, { webhook_id: second, n: '2' }]));
    expect(placed).toHaveLength(3);
  });

  it('leaves a lane that somebody holds to its holder, who finds there what was added', async () => {
    const { appId } = await filledLanes(1);
    const [head] = (await fannedOut(BOUNDS)).heads;
    await bench.post(appId, 'c0', [{ n: 2, conversation: 'c0' }]);
    expect(await fannedOut(BOUNDS)).toMatchObject({ heads: [], waiting: false, events: 1 });
    const lanes = new Lanes(bench.db.system(), bench.keyring, 60);
    const sent = [];
    for (let next = head; next; ) {
      sent.push(next.delivery.payload?.n);
      const settled = await lanes.delivered(next.lane, next.delivery, made());
      next = settled.kind === 'next' ? settled.head : undefined;
    }
    expect(sent).toEqual([0, 1, 2]);
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 0, deliveries: 0 });
  });
});

describe('what is written down', () => {
  it('of many lanes at once ends each of them, and only those that are still held', async () => {
    const hook = await bench.webhook(target.url);
    for (let n = 0; n < 12; n += 1) await bench.post(hook.appId, `c${n}`, events(`c${n}`, 1 + (n % 2)));
    const { heads } = await fanOut(bench.db.system(), bench.keyring, { ...BOUNDS, perWebhook: 64 }, 60);
    await bench.database.query(`update webhook_lanes set leased_by = 'another' where order_key in ('c0', 'c1')`);
    const lanes = new Lanes(bench.db.system(), bench.keyring, 60, () => heads.length);
    const settled = await Promise.all(heads.map(async ({ lane, delivery }) => [lane.orderKey, (await lanes.delivered(lane, delivery, made())).kind] as const));
    expect(Object.fromEntries(settled)).toEqual({
      c0: 'lost', c1: 'lost', c2: 'empty', c4: 'empty', c6: 'empty', c8: 'empty', c10: 'empty',
      c3: 'next', c5: 'next', c7: 'next', c9: 'next', c11: 'next',
    });
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 7, deliveries: 8 });
  });

  it('while fan-outs add to the same lane counts every delivery once', async () => {
    const hook = await bench.webhook(target.url);
    await bench.post(hook.appId, 'c1', events('c1', 1));
    let [head] = (await fanOut(bench.db.system(), bench.keyring, BOUNDS, 60)).heads;
    const lanes = new Lanes(bench.db.system(), bench.keyring, 60);
    const adding = (async () => {
      for (let n = 1; n <= 40; n += 1) {
        await bench.post(hook.appId, 'c1', [{ n, conversation: 'c1' }]);
        await fanOut(bench.db.system(), bench.keyring, NO_ROOM, 60);
      }
    })();
    const sent: unknown[] = [];
    while (sent.length <= 40) {
      if (!head) {
        const claimed = (await lanes.claim(START, BOUNDS)).lanes;
        [head] = await lanes.heads(claimed);
        continue;
      }
      sent.push(head.delivery.payload?.n);
      const settled = await lanes.delivered(head.lane, head.delivery, made());
      expect(settled.kind).not.toBe('lost');
      head = settled.kind === 'next' ? settled.head : undefined;
    }
    await adding;
    expect(sent).toEqual(events('c1', 41).map(({ n }) => n));
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 0, deliveries: 0 });
  });
});

describe('a webhook that is changed while its events wait', () => {
  /** The first event is on its way, and is answered when `answer` says so. */
  const firstOnItsWay = async () => {
    const held = Promise.withResolvers<number>();
    answerWith(() => held.promise);
    // Longer than anybody needs to change it.
    const worker = bench.worker({ timeoutMs: 25_000 });
    await target.until((all) => all.length === 1);
    return { worker, answer: () => held.resolve(200) };
  };

  it('gets its next event at the new target, with the new secret', async () => {
    const { id, appId } = await bench.webhook(`${target.url}/old`);
    await bench.post(appId, 'c1', events('c1', 3));
    const { answer } = await firstOnItsWay();
    const cell = await sealEndpoint(bench.database, bench.keyring, { app_id: appId, id }, { target: `${target.url}/new`, secret: 'renewed' });
    await bench.db.app(appId).query('update webhooks set sealed_endpoint = $3 where app_id = $1 and id = $2', [appId, id, cell]);
    answer();
    const received = await target.until((all) => all.length === 3);
    expect(received.map(({ path, headers }) => [path, headers['x-api-key'] === 'renewed'])).toEqual([['/old', false], ['/new', true], ['/new', true]]);
  });

  it('gets none any more when its app is deleted', async () => {
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 3));
    const { worker, answer } = await firstOnItsWay();
    await bench.database.query('update apps set deleted_at = now() where id = $1', [appId]);
    answer();
    await bench.attempts(1);
    await worker.stop(2000);
    expect(target.received).toHaveLength(1);
  });
});
