import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { lockWaits, openDatabase, rowsTouched, type OpenDatabase } from '@parley/testing';
import { purgeDeletedWebhooks } from '@parley/webhooks';
import { fanOut } from '../src/deliveries/fan-out.js';
import { Lanes, START } from '../src/deliveries/lanes.js';
import { CLAIM } from '../src/deliveries/lanes.queries.js';
import { purgeNext } from '../src/deliveries/purge-deleted-webhooks.js';
import { DELETE } from '../src/webhooks/webhooks.queries.js';
import { BOUNDS, events, made, numbers } from './support/delivery-bench.js';
import { answerWith, bench, deliverToATarget, target } from './support/delivery-setup.js';

const BACKLOG = 20_000;

deliverToATarget();

type Hook = Awaited<ReturnType<typeof bench.webhook>>;

/** As the API does. */
const remove = async ({ appId, id }: Hook) => {
  const [{ integration_id: integrationId } = { integration_id: '' }] = await bench.database.query<{ integration_id: string }>('select integration_id from webhooks where id = $1', [id]);
  return bench.db.app(appId).query(DELETE, [appId, integrationId, id]);
};
const removeApp = ({ appId }: Hook) => bench.database.query('update apps set deleted_at = now() where id = $1', [appId]);
const noted = async () => (await bench.database.query<{ webhook_id: string }>('select webhook_id from deleted_webhooks order by 1')).map((row) => row.webhook_id);
const purge = (limit = 1000) => purgeDeletedWebhooks(bench.db.system(), limit);
const claim = () => new Lanes(bench.db.system(), bench.keyring, 60).claim(START, BOUNDS);

/** A webhook in the middle of an attempt, with more events in the same conversation; `end` lets the target answer. */
async function attempted() {
  const hook = await bench.webhook(target.url);
  await bench.post(hook.appId, 'c1', events('c1', 3));
  let end: () => void = () => undefined;
  const answered = new Promise<number>((resolve) => (end = () => resolve(200)));
  answerWith(() => answered);
  const worker = bench.worker({ timeoutMs: 60_000, leaseSeconds: 60 });
  await target.until((all) => all.length === 1);
  return { hook, worker, end };
}

describe('a deleted webhook', () => {
  it('is sent nothing more once the attempt under way has ended; what waited for it is purged', async () => {
    const { hook, worker, end } = await attempted();
    await remove(hook);
    end();
    expect(await bench.attempts(1)).toEqual(['delivered']);
    await bench.post(hook.appId, 'c1', events('c1', 1));
    await worker.stop(2000);
    expect(target.received).toHaveLength(1);
    await purge();
    expect(await bench.counts()).toMatchObject({ lanes: 0, deliveries: 0 });
  });

  it('that is purged during an attempt leaves its worker nothing to write down', async () => {
    const { hook, end } = await attempted();
    await remove(hook);
    await purge();
    end();
    expect(await bench.attempts(1)).toEqual(['lost']);
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 0, deliveries: 0 });
  });

  it('takes its own row along, and none of those that wait for it', async () => {
    const hook = await bench.webhook(target.url);
    await bench.wait(hook, BACKLOG);
    const changed = await bench.db.app(hook.appId).transaction(async (tx) => {
      const [{ integration_id: integrationId } = { integration_id: '' }] = await tx.query<{ integration_id: string }>('select integration_id from webhooks where id = $1', [hook.id]);
      expect(await tx.query(DELETE, [hook.appId, integrationId, hook.id])).toEqual([{ id: hook.id }]);
      return tx.query('select relname, n_tup_ins::int as made, n_tup_upd::int as changed, n_tup_del::int as removed from pg_stat_xact_user_tables where n_tup_ins + n_tup_upd + n_tup_del > 0 order by 1');
    });
    expect(changed).toEqual([
      { relname: 'deleted_webhooks', made: 1, changed: 0, removed: 0 },
      { relname: 'webhooks', made: 0, changed: 0, removed: 1 },
    ]);
    expect(await bench.counts()).toMatchObject({ lanes: BACKLOG, deliveries: BACKLOG });
  });

  it('while events come in neither fails nor stops the others', async () => {
    const kept = await bench.webhook(`${target.url}/kept`);
    bench.worker({ pollMs: 5 });
    bench.worker({ pollMs: 5 });
    const posting = Promise.all(Array.from({ length: 6 }, (_, n) => bench.post(kept.appId, `c${n}`, events(`c${n}`, 15))));
    for (let n = 0; n < 12; n += 1) {
      await remove(await bench.webhook(`${target.url}/gone`, { appId: kept.appId }));
      await purge();
    }
    await posting;
    await target.until((all) => all.filter(({ path }) => path === '/kept').length >= 90, 20_000);
    const received = target.received.filter(({ path }) => path === '/kept');
    for (let n = 0; n < 6; n += 1) expect(numbers(received, `c${n}`)).toEqual(events('', 15).map((event) => event.n));
  });
});

describe.each([['webhook', remove], ['app', removeApp]])('the lanes of a deleted %s', (_what, deletion) => {
  it('are not claimed, and passed at a bounded cost', async () => {
    const [gone, kept] = [await bench.webhook(target.url), await bench.webhook(target.url)];
    await bench.wait(gone, BACKLOG);
    await bench.wait(kept, 3);
    await deletion(gone);
    expect((await claim()).lanes.map(({ webhookId }) => webhookId)).toEqual([kept.id, kept.id, kept.id]);
    const values = ['', '', 64, 64, 8, 16, [], [], [], [], 60, 'token', 60];
    expect(await rowsTouched(bench.db.system(), CLAIM.text, values)).toBeLessThan(100);
  });

  it('keep no worker busy', async () => {
    const [gone, kept] = [await bench.webhook(target.url), await bench.webhook(`${target.url}/kept`)];
    await bench.wait(gone, 500);
    await deletion(gone);
    bench.worker({ pollMs: 20 });
    await bench.post(kept.appId, 'c1', events('c1', 1));
    await target.until((all) => all.length === 1);
    await delay(200);
    expect(bench.db.statements).not.toContain('lanes-heads');
    expect(await bench.database.query('select from webhook_lanes where webhook_id = $1 and leased_by is not null', [gone.id])).toEqual([]);
    expect(target.received.map(({ path }) => path)).toEqual(['/kept']);
  });
});

describe('the purge of deleted webhooks', () => {
  it('removes lanes, deliveries and dead ones, in batches of what it is told, and nobody else’s', async () => {
    const [gone, kept] = [await bench.webhook(target.url), await bench.webhook(target.url)];
    await bench.wait(gone, 250);
    await bench.wait(kept, 10);
    await bench.database.query('update webhook_deliveries set dead_at = now() where position % 2 = 0');
    await remove(gone);
    // 250 lanes, 250 deliveries and the note of the webhook itself.
    for (const removed of [100, 100, 100, 100, 100, 1, 0]) expect(await purge(100)).toBe(removed);
    expect(await bench.counts()).toMatchObject({ lanes: 10, deliveries: 10 });
    expect(await noted()).toEqual([]);
  });

  it('takes up one deleted webhook after the other', async () => {
    for (let n = 0; n < 5; n += 1) {
      const hook = await bench.webhook(target.url);
      if (n % 2 === 0) await bench.wait(hook, 10);
      await remove(hook);
    }
    expect(await purge(1000)).toBe(3 * 20 + 5);
    expect([await bench.counts(), await noted()]).toEqual([{ outbox: 0, lanes: 0, deliveries: 0 }, []]);
  });

  it.each([['known', 'analyze'], ['unknown', '']])('reads in a batch what it removes, whatever else is left or waits for others (with the tables’ sizes %s to the planner)', async (_size, analyze) => {
    const [kept, gone] = [await bench.webhook(target.url), await bench.webhook(target.url)];
    for (const hook of [kept, gone]) await bench.wait(hook, 5000);
    await bench.database.query(analyze);
    await remove(gone);
    await bench.db.system().transaction(async (tx) => {
      const read = async () => (await tx.query<{ rows: number }>(
        `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_xact_user_tables where relname in ('webhook_lanes', 'webhook_deliveries')`))[0]!.rows;
      const before = await read();
      for (let batch = 0; batch < 3; batch += 1) expect(await purgeNext(tx, 100)).toBe(100);
      expect((await read()) - before).toBeLessThan(1000);
      await tx.query('delete from webhook_lanes where webhook_id = $1', [gone.id]);
      const lanesGone = await read();
      for (let batch = 0; batch < 3; batch += 1) expect(await purgeNext(tx, 100)).toBe(100);
      expect((await read()) - lanesGone).toBeLessThan(1000);
    });
  });

  it('in the scope of an app reaches its own', async () => {
    const [one, other] = [await bench.webhook(target.url), await bench.webhook(target.url)];
    for (const hook of [one, other]) {
      await bench.wait(hook, 5);
      await remove(hook);
    }
    expect(await purgeDeletedWebhooks(bench.db.app(one.appId), 1000)).toBe(11);
    expect(await noted()).toEqual([other.id]);
  });

  it('keeps nobody’s events waiting while a batch is under way, nor another worker, who takes the next webhook', async () => {
    const hooks = [await bench.webhook(target.url), await bench.webhook(target.url), await bench.webhook(target.url)];
    for (const hook of hooks.slice(0, 2)) {
      await bench.wait(hook, 10);
      await remove(hook);
    }
    await bench.db.system().transaction(async (tx) => {
      await purgeNext(tx, 5);
      for (const hook of hooks) await bench.post(hook.appId, 'c1', events('c1', 1));
      expect(await fanOut(bench.db.system(), bench.keyring, BOUNDS, 60)).toMatchObject({ events: 3, heads: [{ lane: { webhookId: hooks[2]!.id } }] });
      expect((await claim()).lanes).toEqual([]);
      expect(await purge()).toBe(21);
    });
    expect(await purge()).toBe(16);
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 1, deliveries: 1 });
  });
});

describe('a purge beside a worker that writes down what came of its attempts', () => {
  let others: OpenDatabase;
  beforeEach(() => {
    others = openDatabase(bench.database.url);
  });
  afterEach(() => others.close());

  it('waits in no circle with him: lanes are locked in the order of their keys, not of their places', async () => {
    const hook = await bench.webhook(target.url);
    await bench.wait(hook, 9);
    // Where they lie is the reverse of their order.
    for (let key = 9; key > 0; key -= 1) await bench.database.query('update webhook_lanes set attempts = 1 where order_key = $1', [String(key)]);
    const lanes = new Lanes(bench.db.system(), bench.keyring, 60, () => 2);
    const heads = await lanes.heads((await lanes.claim(START, { ...BOUNDS, perWebhook: 9 })).lanes);
    await remove(hook);
    const { purging, settled } = await others.database.system().transaction(async (tx) => {
      // Somebody holds the lane in the middle: the purge has those before it, and waits for the rest.
      await tx.query(`select from webhook_lanes where order_key = '5' for update`);
      const started = purge();
      await lockWaits(bench.database, 1);
      const ends = heads.filter(({ lane }) => ['1', '9'].includes(lane.orderKey));
      const ended = Promise.all(ends.map(({ lane, delivery }) => lanes.delivered(lane, delivery, made())));
      await lockWaits(bench.database, 2);
      return { purging: started, settled: ended };
    });
    expect(await settled).toEqual([{ kind: 'lost' }, { kind: 'lost' }]);
    expect(await purging).toBe(19);
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 0, deliveries: 0 });
  });
});
