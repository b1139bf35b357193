import { describe, expect, it, jest } from '@jest/globals';
import type { Database } from './database.js';
import { WakeUp } from './wake-up.js';

const databaseThat = (notify: () => Promise<unknown>): Database => ({ notify }) as unknown as Database;

describe('WakeUp', () => {
  it('sends one notification for signals that come together', async () => {
    const notify = jest.fn(() => Promise.resolve([]));
    const wakeUp = new WakeUp(databaseThat(notify), () => undefined);
    for (let nth = 0; nth < 100; nth++) wakeUp.signal();
    await wakeUp.close();
    expect(notify).toHaveBeenCalledTimes(1);
  });

  it('sends the first signal after silence without delay, and what comes soon after it as one', async () => {
    const sent: number[] = [];
    const [once, twice] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const notify = () => Promise.resolve((sent.push(performance.now()) === 1 ? once : twice).resolve());
    const wakeUp = new WakeUp(databaseThat(notify), () => undefined);
    wakeUp.signal();
    await once.promise;
    for (let nth = 0; nth < 100; nth++) wakeUp.signal();
    await twice.promise;
    await wakeUp.close();
    expect(sent).toHaveLength(2);
    // Timers count whole milliseconds.
    expect((sent[1] ?? 0) - (sent[0] ?? 0)).toBeGreaterThan(14);
  });

  it('tells of a failure, and throws nothing', async () => {
    const onError = jest.fn();
    const wakeUp = new WakeUp(databaseThat(() => Promise.reject(new Error('gone'))), onError);
    wakeUp.signal();
    await wakeUp.close();
    expect(onError).toHaveBeenCalledWith(new Error('gone'));
  });

  it('has nothing pending after close, and drops later signals', async () => {
    let sent = 0;
    const { promise, resolve } = Promise.withResolvers<unknown[]>();
    const wakeUp = new WakeUp(databaseThat(() => promise.finally(() => sent++)), () => undefined);
    wakeUp.signal();
    const closed = wakeUp.close();
    resolve([]);
    await closed;
    wakeUp.signal();
    await wakeUp.close();
    expect(sent).toBe(1);
  });
});
