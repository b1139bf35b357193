import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppId } from '@parley/kernel';
import type { KeyStore, SealedItem } from '@parley/crypto-at-rest';
import { lockWaits } from '@parley/testing';
import { KeyBench } from './support/key-bench.js';

const { signal } = new AbortController();
const [OPEN, GONE] = ['open', 'key_missing'];

describe('destroying keys while others work in the same shard', () => {
  let bench: KeyBench;
  let app: AppId;
  let items: SealedItem[];
  const destroy = (item: SealedItem | undefined, store: KeyStore = bench.store) => bench.keys({ store }).destroyer.destroy(bench.db, app, [{ subject: item!.subject }], { signal });
  /** The real store, with something that happens just before an object is replaced. */
  const before = (happens: () => Promise<unknown>): KeyStore => ({
    read: (name) => bench.store.read(name), write: (name, content) => bench.store.write(name, content), list: (folder) => bench.store.list(folder), destroy: (name) => bench.store.destroy(name),
    replace: async (...asked) => { await happens(); return bench.store.replace(...asked); },
  });
  beforeAll(async () => {
    bench = await KeyBench.start();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    app = await bench.newApp();
    items = [await bench.sealed(app), await bench.sealed(app), await bench.sealed(app)];
  });

  it('two workers at once, for the same subject and for others of the shard', async () => {
    const answers = await Promise.all([destroy(items[0]), destroy(items[1]), destroy(items[0])]);
    expect(answers.map(([key]) => key?.subject)).toEqual([items[0]?.subject, items[1]?.subject, items[0]?.subject]);
    expect(await bench.states(items)).toEqual([GONE, GONE, OPEN]);
  });

  it('a worker that was cut off by the database and goes on much later changes nothing', async () => {
    const cutOff = destroy(items[0], before(async () => {
      await bench.database.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'");
      await destroy(items[1]);
    }));
    await expect(cutOff).rejects.toThrow();
    expect(await bench.states(items)).toEqual([OPEN, GONE, OPEN]);
    await destroy(items[0]);
    expect(await bench.states(items)).toEqual([GONE, GONE, OPEN]);
  });

  it('who wants to make a key meanwhile waits, and makes it in the new epoch; what he seals opens', async () => {
    let making: Promise<SealedItem> | undefined;
    await destroy(items[0], before(async () => {
      making = bench.sealed(app);
      await lockWaits(bench.database, 1);
    }));
    expect(await bench.states([...items, await making!])).toEqual([GONE, OPEN, OPEN, OPEN]);
    expect(await bench.database.query('select distinct epoch from data_keys where tenant_id = $1', [app])).toEqual([{ epoch: 2 }]);
  });

  it('waits for whoever is making a key, which survives', async () => {
    const { going, made } = await bench.db.app(app).transaction(async (tx) => {
      const item = await bench.sealed(app, bench.keys().keyring, 'conversation', tx);
      const destroying = destroy(items[0]);
      await lockWaits(bench.database, 1);
      return { going: () => destroying, made: item };
    });
    await going();
    expect(await bench.states([...items, made])).toEqual([GONE, OPEN, OPEN, OPEN]);
  });
});
