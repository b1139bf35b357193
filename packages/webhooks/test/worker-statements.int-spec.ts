import { describe, expect, it } from '@jest/globals';
import { eventOf, events, numbers, type DeliveryBench } from './support/delivery-bench.js';
import { answerWith, bench, deliverToATarget, target } from './support/delivery-setup.js';

deliverToATarget();

/** Longer than a test may take: what happens is what the worker was woken for. */
const NEVER = 3_600_000;

/** Resolves when the worker has executed `count` statements of this name; rejects when it has not within 20 s. */
async function executed(name: string, count: number): Promise<void> {
  const end = performance.now() + 20_000;
  while (bench.db.statements.filter((statement) => statement === name).length < count) {
    if (performance.now() > end) throw new Error(`Fewer than ${count} of ${name}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A worker that has looked once and found nothing. */
async function idleWorker(options: Parameters<DeliveryBench['worker']>[0] = {}) {
  const worker = bench.worker({ pollMs: NEVER, leaseSeconds: NEVER / 1000, ...options });
  await executed('lanes-claim', 1);
  bench.db.statements.length = 0;
  return worker;
}

const received = (path: string) => target.received.filter((request) => request.path === path);

describe('the statements of an idle worker', () => {
  it('are two for one event at one webhook: it is moved and leased, and written down', async () => {
    const { appId } = await bench.webhook(target.url);
    await bench.remember(appId);
    const worker = await idleWorker();
    await bench.post(appId, 'c1', events('c1', 1));
    worker.wake();
    await bench.attempts(1);
    await worker.stop(1000);
    expect(bench.db.statements).toEqual(['outbox-fan-out', 'lanes-delivered']);
  });

  it('are one for a wake-up without an event: another worker, or the look before, has taken it', async () => {
    const worker = await idleWorker();
    worker.wake();
    await executed('outbox-fan-out', 1);
    worker.wake();
    await executed('outbox-fan-out', 2);
    await worker.stop(1000);
    expect(bench.db.statements).toEqual(['outbox-fan-out', 'outbox-fan-out']);
  });
});

describe('a webhook that does not answer, with thousands of conversations waiting', () => {
  it('makes no other webhook’s event wait for a claim', async () => {
    answerWith(({ path }) => (path === '/silent' ? { delayMs: NEVER } : 200));
    const silent = await bench.webhook(`${target.url}/silent`);
    const healthy = await bench.webhook(`${target.url}/healthy`);
    await bench.wait(silent, 3000);
    await bench.remember(healthy.appId);
    const worker = bench.worker({ pollMs: NEVER, timeoutMs: NEVER, leaseSeconds: NEVER / 1000 });
    await target.until(() => received('/silent').length === 8);
    await executed('lanes-heads', 1);
    bench.db.statements.length = 0;
    for (let n = 0; n < 20; n += 1) {
      await bench.post(silent.appId, n % 2 === 0 ? `${n + 1}` : `new${n}`, [{ n }]);
      await bench.post(healthy.appId, `h${n}`, events(`h${n}`, 1));
      worker.wake();
      await bench.attempts(n + 1);
    }
    expect(bench.db.statements).toEqual(Array.from({ length: 20 }, () => ['outbox-fan-out', 'lanes-delivered']).flat());
    expect(received('/silent')).toHaveLength(8);
  });

  it('gets a lane that waits, not a new one, when one of its requests has ended', async () => {
    answerWith((_request, index) => ({ delayMs: index === 0 ? 300 : 0 }));
    const { appId } = await bench.webhook(target.url);
    for (const name of ['a', 'b', 'c', 'd']) await bench.post(appId, name, events(name, 1));
    // One request a webhook at a time.
    bench.worker({ pollMs: NEVER, concurrency: 8 });
    await target.until((all) => all.length === 1);
    // Nobody rings: the look at the end of the first request finds them in the outbox, and room for one lane.
    for (const name of ['x', 'y']) await bench.post(appId, name, events(name, 1));
    const order = (await target.until((all) => all.length === 6)).map((request) => eventOf(request).payload.conversation);
    expect(order.slice(0, 4).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a lane whose delivery was written down, but the answer got lost', () => {
  it('is given back, and its next event follows at once', async () => {
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 2));
    bench.db.loseAnswerOf('lanes-delivered');
    bench.worker({ pollMs: NEVER });
    expect(numbers(await target.until((all) => all.length === 2), 'c1')).toEqual([0, 1]);
    expect(await bench.attempts(2)).toEqual(['lost', 'delivered']);
  });
});
