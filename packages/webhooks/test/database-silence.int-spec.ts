import { describe, expect, it } from '@jest/globals';
import { openDatabase, silentProxy } from '@parley/testing';
import { events, numbers } from './support/delivery-bench.js';
import { bench, deliverToATarget, target } from './support/delivery-setup.js';

deliverToATarget();

describe('a worker whose connections to the database fall silent', () => {
  it('goes on with new ones', async () => {
    const proxy = await silentProxy(bench.database.url);
    const opened = openDatabase(proxy.url, 4, { bounds: { statementMs: 60_000, answerMs: 3000 } });
    const { appId } = await bench.webhook(target.url);
    const worker = bench.worker({}, opened.database);
    await bench.post(appId, 'c1', events('c1', 1));
    await bench.attempts(1);
    proxy.silence();
    await bench.post(appId, 'c1', [{ n: 1, conversation: 'c1' }]);
    await bench.attempts(2);
    expect(numbers(target.received, 'c1')).toEqual([0, 1]);
    await worker.stop(1000);
    await opened.close();
    await proxy.close();
  });
});
