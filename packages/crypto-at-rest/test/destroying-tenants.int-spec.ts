import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppId } from '@parley/kernel';
import { lockWaits } from '@parley/testing';
import { KeyBench } from './support/key-bench.js';
import { keyCopy } from './support/key-copy.js';

const { signal } = new AbortController();
const GONE = 'key_missing';

describe('destroying all keys of a tenant', () => {
  let bench: KeyBench;
  let app: AppId;
  const destroy = () => bench.keys().destroyer.destroyTenant(bench.db, app, { signal });
  beforeAll(async () => {
    bench = await KeyBench.start();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    app = await bench.newApp();
  });

  it('closes them in the database and in every older copy, and those of nobody else; done again it says the same', async () => {
    const [own, other] = [await bench.sealed(app), await bench.sealed(await bench.newApp())];
    await bench.store.write(`${app}/nobody-names-it`, Buffer.from('a shard of a transaction that failed'));
    const backToOlder = await keyCopy(bench.database, app);
    const destroyed = await destroy();
    expect(destroyed).toEqual([{ subject: '*', generation: 1, keyId: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(await bench.store.list(app)).toEqual([]);
    expect(await destroy()).toEqual(destroyed);
    expect(await bench.states([own, other])).toEqual([GONE, 'open']);
    for (const table of ['data_keys', 'key_shards']) expect(await bench.database.query(`select from ${table} where tenant_id = $1`, [app])).toEqual([]);
    await backToOlder();
    expect(await bench.states([own, other])).toEqual([GONE, 'open']);
    expect(await destroy()).toHaveLength(1);
  });

  it('nobody makes keys for it again, also who remembers its own', async () => {
    const keys = bench.keys();
    await bench.sealed(app, keys.keyring);
    await bench.states([await bench.sealed(app)], keys.keyring);
    await destroy();
    for (const { keyring } of [keys, bench.keys()]) await expect(bench.sealed(app, keyring)).rejects.toMatchObject({ code: GONE });
    expect(await bench.store.list(app)).toEqual([]);
  });

  it.each(['its first shard', 'a shard that is there'])('waits for whoever makes a key at the same time, in %s', async (where) => {
    if (where === 'its first shard') await bench.keys().keyring.index(bench.db.app(app), app, 'external_id', 'ada');
    else await bench.sealed(app);
    const { destroying, made } = await bench.db.app(app).transaction(async (tx) => {
      const item = await bench.sealed(app, bench.keys().keyring, 'conversation', tx);
      const going = destroy();
      await lockWaits(bench.database, 1);
      return { destroying: () => going, made: item };
    });
    await destroying();
    expect(await bench.states([made])).toEqual([GONE]);
    expect(await bench.store.list(app)).toEqual([]);
  });
});
