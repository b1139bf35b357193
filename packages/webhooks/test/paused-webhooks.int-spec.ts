import { describe, expect, it } from '@jest/globals';
import { operatorOn } from '@parley/audit-log';
import { eventually } from '@parley/testing';
import { resumeWebhook, stateOf } from '@parley/webhooks';
import { events, numbers } from './support/delivery-bench.js';
import { answerWith, bench, deliverToATarget, target } from './support/delivery-setup.js';

deliverToATarget();

type Hook = Awaited<ReturnType<typeof bench.webhook>>;

/** A worker for which some tenths of a second are an hour. */
const start = (given: object = {}) => bench.worker({ retrySeconds: [0.2, 0.3, 0.4, 3], pauseSeconds: 0.5, probeSeconds: 0.3, pollMs: 20, ...given });
const state = ({ appId, id }: Hook) => stateOf(bench.db.app(appId), { appId, id });
const status = async (hook: Hook) => (await state(hook)).status;
const acts = async () => (await bench.database.query<{ action: string; actor: string }>('select action, actor from audit_entries order by id')).map(({ action, actor }) => [action, actor]);
const paused = (hook: Hook) => eventually('it is paused', async () => (await status(hook)) === 'paused');

describe('a webhook that fails for an hour', () => {
  it('is paused, on the record; its events wait, none dies; when it takes its probe they go in order, by whichever worker', async () => {
    let down = true;
    answerWith(({ path }) => (down && path === '/down' ? 503 : 200));
    const hook = await bench.webhook(`${target.url}/down`);
    const healthy = await bench.webhook(`${target.url}/up`);
    await bench.post(hook.appId, 'c1', events('c1', 2));
    const first = start();
    await paused(hook);
    expect(await state(hook)).toMatchObject({ id: hook.id, failingSince: expect.any(String), pausedAt: expect.any(String), conversationsWaiting: 1, deadDeliveries: 0 });
    for (const name of ['c1', 'c2', 'c3']) await bench.post(hook.appId, name, [{ n: 2, conversation: name }, { n: 3, conversation: name }]);
    await bench.post(healthy.appId, 'h', events('h', 1));
    first.wake();
    await target.until((all) => all.some(({ path }) => path === '/up'));
    const before = target.received.length;
    const at = performance.now();
    await target.until((all) => all.length >= before + 4);
    // One at a time, and not more often than said.
    expect(performance.now() - at).toBeGreaterThan(600);
    await first.stop(1000);
    const failed = target.received.length;
    down = false;
    start();
    const received = (await target.until((all) => all.length >= failed + 8)).slice(failed);
    expect(['c1', 'c2', 'c3'].map((name) => numbers(received, name))).toEqual([[0, 1, 2, 3], [2, 3], [2, 3]]);
    await eventually('nothing waits', async () => (await state(hook)).conversationsWaiting === 0);
    expect(await state(hook)).toEqual({ id: hook.id, status: 'working', conversationsWaiting: 0, deadDeliveries: 0 });
    expect(await acts()).toEqual([['webhook:pause', 'parley'], ['webhook:resume', 'parley']]);
  });

  it('goes on at once when somebody resumes it, on his record', async () => {
    let down = true;
    answerWith(() => (down ? { hangUp: true } : 200));
    const hook = await bench.webhook(target.url);
    await bench.post(hook.appId, 'c1', events('c1', 3));
    const worker = start({ probeSeconds: 60 });
    await paused(hook);
    down = false;
    const failed = target.received.length;
    const resume = () => bench.db.app(hook.appId).transaction((tx) => resumeWebhook(tx, { appId: hook.appId, webhookId: hook.id }, operatorOn()));
    expect([await resume(), await resume()]).toEqual([true, false]);
    worker.wake();
    expect(numbers((await target.until((all) => all.length === failed + 3)).slice(failed), 'c1')).toEqual([0, 1, 2]);
    expect(await acts()).toEqual([['webhook:pause', 'parley'], ['webhook:resume', 'operator']]);
  });

  it('is not paused when something succeeds in between: its hour begins anew', async () => {
    let answerSecond: (status: number) => void = () => undefined;
    const second = new Promise<number>((resolve) => { answerSecond = resolve; });
    answerWith((_request, index) => [503, second, 503][index] ?? 200);
    const hook = await bench.webhook(target.url);
    await bench.post(hook.appId, 'c1', events('c1', 2));
    start({ retrySeconds: [0.05, 60], pauseSeconds: 30 });
    await target.until((all) => all.length === 2);
    await bench.database.query("update failing_webhooks set since = now() - interval '29 seconds 900 milliseconds'");
    answerSecond(200);
    await target.until((all) => all.length === 3);
    await eventually('it has failed again', async () => (await status(hook)) === 'failing');
    expect(Date.now() - Date.parse((await state(hook)).failingSince ?? '')).toBeLessThan(29_000);
    expect(await acts()).toEqual([]);
  });
});
