import { describe, expect, it } from '@jest/globals';
import type { Answer } from '@parley/testing';
import { envelopeOf, eventOf, events, numbers } from './support/delivery-bench.js';
import { answerWith, bench, deliverToATarget, target } from './support/delivery-setup.js';

deliverToATarget();

/** Resolves when nothing waits any more. */
async function drained(): Promise<void> {
  for (let n = 0; n < 400; n += 1) {
    const [row] = await bench.database.query<{ left: number }>(
      'select (select count(*) from outbox_events)::int + (select count(*) from webhook_lanes)::int as left');
    if (row?.left === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('deliveries still wait');
}

const dead = () => bench.database.query<{ event_id: string; error: string }>('select event_id, error from dead_deliveries');

describe('a delivery', () => {
  it('has the envelope, the secret and the content type of the specification', async () => {
    const { appId, id, secret } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', [{ n: 1, conversation: 'c1', user: { id: 'u', externalId: 'e', authenticated: false, profile: { givenName: 'Ada' } } }]);
    bench.worker();
    const [request] = await target.until((received) => received.length === 1);
    expect(request!.headers).toMatchObject({ 'x-api-key': secret, 'content-type': 'application/json', 'user-agent': expect.any(String) });
    expect(envelopeOf(request!)).toEqual({
      app: { id: appId },
      webhook: { id, version: 'v2' },
      events: [{
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        type: 'conversation:message',
        payload: { n: 1, conversation: 'c1', user: { id: 'u', externalId: 'e', authenticated: false } },
      }],
    });
    await drained();
  });

  it('goes to every webhook of the app that has the trigger, with its own secret, and to nobody else', async () => {
    const { appId } = await bench.webhook(`${target.url}/a`);
    await bench.webhook(`${target.url}/b`, { appId, full: true });
    await bench.webhook(`${target.url}/other-trigger`, { appId, triggers: ['conversation:read', 'Conversation:message'] });
    await bench.webhook(`${target.url}/other-app`);
    await bench.post(appId, 'c1', [{ n: 1, conversation: 'c1', user: { id: 'u', profile: { givenName: 'Ada' } } }]);
    bench.worker();
    const received = await target.until((all) => all.length === 2);
    await drained();
    expect(received.map(({ path }) => path).sort()).toEqual(['/a', '/b']);
    const full = received.find(({ path }) => path === '/b');
    expect(eventOf(full!).payload).toMatchObject({ user: { profile: { givenName: 'Ada' } } });
    expect(new Set(received.map((request) => eventOf(request).id)).size).toBe(1);
  });

  it('of an app that was deleted is not made', async () => {
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 1));
    await bench.database.query('update apps set deleted_at = now() where id = $1', [appId]);
    bench.worker();
    await drained();
    expect(target.received).toHaveLength(0);
  });
});

describe('a long lane', () => {
  it('goes on after its fifty turns without waiting for the next look of its own accord', async () => {
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 120));
    // Longer than the test may take: only what the lane itself rings for is claimed.
    bench.worker({ pollMs: 3_600_000 });
    const received = await target.until((all) => all.length === 120, 20_000);
    expect(numbers(received, 'c1')).toEqual(events('c1', 120).map(({ n }) => n));
  });
});

describe('retries', () => {
  it.each([302, 429, 500])('%i is attempted again, with the same event id, until it succeeds', async (status) => {
    answerWith((_request, index) => (index < 2 ? { status, headers: { location: '/elsewhere' } } : 200));
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 1));
    bench.worker();
    const received = await target.until((all) => all.length === 3);
    await drained();
    expect(new Set(received.map((request) => eventOf(request).id)).size).toBe(1);
    expect(received.map(({ path }) => path)).toEqual(['/', '/', '/']);
    expect(await bench.attempts(3)).toEqual(['retried', 'retried', 'delivered']);
  });

  it.each([400, 406])('%i is not attempted again, and the next event follows at once', async (status) => {
    answerWith((_request, index) => (index === 0 ? status : 200));
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 2));
    bench.worker();
    const received = await target.until((all) => all.length === 2);
    await drained();
    expect(numbers(received, 'c1')).toEqual([0, 1]);
    expect(await dead()).toEqual([{ event_id: eventOf(received[0]!).id, error: `http_${status}` }]);
  });

  it('an event dies after its fifth attempt, the waits between them growing as configured, and the next is free', async () => {
    answerWith((request) => (eventOf(request).payload.n === 0 ? 500 : 200));
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 2));
    bench.worker();
    const received = await target.until((all) => all.length === 6);
    await drained();
    expect(numbers(received, 'c1')).toEqual([0, 0, 0, 0, 0, 1]);
    const waits = received.slice(1, 5).map(({ at }, index) => at - received[index]!.at);
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual([100, 200, 300, 400][index]! - 5);
    expect(await dead()).toHaveLength(1);
  });

  it('no answer within the time limit is a failure, as is a closed connection', async () => {
    answerWith((_request, index) => [{ delayMs: 6000 }, { hangUp: true }, 200][index] as Answer);
    const { appId } = await bench.webhook(target.url);
    await bench.post(appId, 'c1', events('c1', 1));
    bench.worker({ timeoutMs: 200 });
    await target.until((all) => all.length === 3);
    await drained();
    expect(await bench.attempts(3)).toEqual(['retried', 'retried', 'delivered']);
  });

  it('a private address that is not allowed is never called, and the reason is kept', async () => {
    const { appId } = await bench.webhook('http://10.255.255.1/');
    await bench.post(appId, 'c1', events('c1', 1));
    bench.worker({ retrySeconds: [] });
    await drained();
    expect(await dead()).toMatchObject([{ error: 'refused_address' }]);
  });
});

describe('order', () => {
  it('an event is first attempted after the one before it has succeeded or died, in each of many conversations', async () => {
    let failures = 0;
    answerWith(() => ((failures = (failures + 7) % 10) < 3 ? 500 : 200));
    const { appId } = await bench.webhook(target.url);
    const conversations = Array.from({ length: 12 }, (_, n) => `c${n}`);
    await Promise.all(conversations.map((name) => bench.post(appId, name, events(name, 8))));
    bench.worker({ retrySeconds: [0.01, 0.02, 0.03, 0.04] });
    await drained();
    for (const name of conversations) {
      const seen = numbers(target.received, name);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(new Set(seen).size).toBe(8);
    }
  });

  it('a failing event holds back its own conversation at its own webhook, and nothing else', async () => {
    answerWith((request) => (request.path === '/bad' && eventOf(request).payload.conversation === 'c1' ? 500 : 200));
    const { appId } = await bench.webhook(`${target.url}/bad`);
    await bench.webhook(`${target.url}/good`, { appId });
    await bench.post(appId, 'c1', events('c1', 2));
    await bench.post(appId, 'c2', events('c2', 2));
    bench.worker({ retrySeconds: [60, 60, 60, 60] });
    const received = await target.until((all) => all.length === 7);
    const at = (path: string, name: string) => numbers(received.filter((request) => request.path === path), name);
    expect([at('/bad', 'c1'), at('/bad', 'c2'), at('/good', 'c1'), at('/good', 'c2')]).toEqual([[0], [0, 1], [0, 1], [0, 1]]);
  });
});

describe('fairness', () => {
  it('a target that hangs, with many conversations waiting, does not keep other apps’ events', async () => {
    answerWith((request) => (request.path === '/hangs' ? { delayMs: 6000 } : 200));
    const hanging = await bench.webhook(`${target.url}/hangs`);
    const healthy = await bench.webhook(`${target.url}/fine`);
    for (let n = 0; n < 60; n += 1) await bench.post(hanging.appId, `h${n}`, events(`h${n}`, 1));
    const began = performance.now();
    bench.worker({ timeoutMs: 20_000, leaseSeconds: 60, concurrency: 16 });
    await target.until((all) => all.some(({ path }) => path === '/hangs'));
    for (let n = 0; n < 20; n += 1) await bench.post(healthy.appId, `f${n}`, events(`f${n}`, 1));
    await target.until((all) => all.filter(({ path }) => path === '/fine').length === 20, 5000);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(target.received.filter(({ path }) => path === '/hangs').length).toBeLessThanOrEqual(4);
  });
});
