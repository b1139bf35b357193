import { afterEach, beforeEach, describe, it } from '@jest/globals';
import { createTestDatabase, silentProxy, type SilentProxy, type TestDatabase } from '@parley/testing';
import { OutboxListener } from '../src/outbox-listener.js';

let database: TestDatabase;
let proxy: SilentProxy;
beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await silentProxy(database.url);
});
afterEach(async () => {
  await proxy.close();
  await database.close();
});

/** A listener by the proxy; `heard(n)` resolves when it has been woken `n` times. It wakes once by itself, when it begins to listen. */
function listen() {
  let wakes = 0;
  const waiting = new Set<() => void>();
  const listener = new OutboxListener(proxy.url, () => {
    wakes += 1;
    for (const check of waiting) check();
  }, { warn: () => undefined });
  const heard = (count: number) => new Promise<void>((resolve) => {
    const check = (): void => {
      if (wakes >= count) resolve();
    };
    waiting.add(check);
    check();
  });
  listener.start();
  return { listener, heard };
}

describe('the listener', () => {
  it('hears every signal', async () => {
    const { listener, heard } = listen();
    await heard(1);
    await database.query("select pg_notify('parley_outbox', '')");
    await heard(2);
    await listener.stop();
  });

  it('stops also when its connection has fallen silent, without waiting for TCP to give up', async () => {
    const { listener, heard } = listen();
    await heard(1);
    proxy.silence();
    await listener.stop();
  });
});
