import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { lockWaits } from '@parley/testing';
import { DeletedWebhooks1764000012000 } from '@parley/webhooks/migrations';
import { DeliveryBench } from './support/delivery-bench.js';

describe('the migration that lets a webhook go without its deliveries', () => {
  let bench: DeliveryBench;
  let source: DataSource;
  beforeEach(async () => {
    bench = await DeliveryBench.open();
    source = await new DataSource({ type: 'postgres', url: bench.database.adminUrl }).initialize();
    await run('down');
  });
  afterEach(async () => {
    await source.destroy();
    await bench.close();
  });

  async function run(direction: 'up' | 'down'): Promise<void> {
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await new DeletedWebhooks1764000012000()[direction](runner);
    await runner.commitTransaction();
    await runner.release();
  }

  it('waits in no circle with workers, who lock its tables in any order', async () => {
    const { appId, id } = await bench.webhook('http://127.0.0.1:9/');
    await bench.wait({ appId, id }, 3);
    const migrating = await bench.db.system().transaction(async (tx) => {
      await tx.query('select from webhook_lanes for update');
      const up = run('up');
      await lockWaits(bench.database, 1);
      // It has this table, and waits for the other.
      expect(await tx.query('select id from webhooks')).toEqual([{ id }]);
      return { up };
    });
    await migrating.up;
    await bench.db.app(appId).query('delete from webhooks where id = $1', [id]);
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 3, deliveries: 3 });
  });

  it('can be taken back: what deleted webhooks left behind goes with it, and the foreign keys are there again', async () => {
    const [gone, kept] = [await bench.webhook('http://127.0.0.1:9/'), await bench.webhook('http://127.0.0.1:9/')];
    await run('up');
    for (const hook of [gone, kept]) await bench.wait(hook, 3);
    await bench.db.app(gone.appId).query('delete from webhooks where id = $1', [gone.id]);
    await run('down');
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 3, deliveries: 3 });
    await bench.db.app(kept.appId).query('delete from webhooks where id = $1', [kept.id]);
    expect(await bench.counts()).toEqual({ outbox: 0, lanes: 0, deliveries: 0 });
  });
});
