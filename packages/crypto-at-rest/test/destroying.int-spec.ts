import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppId } from '@parley/kernel';
import type { SealedItem } from '@parley/crypto-at-rest';
import { KeyBench } from './support/key-bench.js';
import { keyCopy } from './support/key-copy.js';

const { signal } = new AbortController();
const [OPEN, GONE] = ['open', 'key_missing'];
const idOf = ({ cell }: SealedItem): string => cell.subarray(1, 33).toString('hex');

describe('destroying the keys of subjects', () => {
  let bench: KeyBench;
  let app: AppId;
  const destroy = (...items: SealedItem[]) => bench.keys().destroyer.destroy(bench.db, app, items.map(({ subject }) => ({ subject })), { signal });

  beforeAll(async () => {
    bench = await KeyBench.start();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    app = await bench.newApp();
  });
  const several = async (count: number): Promise<SealedItem[]> => {
    const items: SealedItem[] = [];
    for (let made = 0; made < count; made += 1) items.push(await bench.sealed(app));
    return items;
  };

  it('closes them and nothing else, in the database and in every older copy of it, however many erasures later', async () => {
    const [first, second, ...neighbours] = await several(4) as [SealedItem, SealedItem, ...SealedItem[]];
    const backToOldest = await keyCopy(bench.database, app);
    expect(await destroy(first)).toEqual([{ subject: first.subject, generation: 1, keyId: idOf(first) }]);
    const between = await bench.sealed(app);
    expect(await bench.states([first, second, between, ...neighbours])).toEqual([GONE, OPEN, OPEN, OPEN, OPEN]);
    const backToOlder = await keyCopy(bench.database, app);
    await destroy(second);
    const after = await bench.sealed(app);
    const backToPresent = await keyCopy(bench.database, app);
    const all = [first, second, between, after, ...neighbours];
    expect(await bench.states(all)).toEqual([GONE, GONE, OPEN, OPEN, OPEN, OPEN]);
    await backToOlder();
    expect(await bench.states(all)).toEqual([GONE, GONE, OPEN, GONE, OPEN, OPEN]);
    await backToOldest();
    expect(await bench.states(all)).toEqual([GONE, GONE, GONE, GONE, OPEN, OPEN]);
    await backToPresent();
    expect(await bench.states(all)).toEqual([GONE, GONE, OPEN, OPEN, OPEN, OPEN]);
  });

  it('in an older copy, which is used on, an erasure is done again and loses no key of the copies made since', async () => {
    const [first, second, neighbour] = await several(3) as [SealedItem, SealedItem, SealedItem];
    const backToOldest = await keyCopy(bench.database, app);
    const between = await bench.sealed(app);
    await destroy(first);
    const backToOlder = await keyCopy(bench.database, app);
    await backToOldest();
    await destroy(first);
    expect(await bench.database.query('select from data_keys where tenant_id = $1', [app])).toHaveLength(2);
    await destroy(second);
    expect(await bench.states([first, second, neighbour])).toEqual([GONE, GONE, OPEN]);
    await backToOlder();
    expect(await bench.states([first, second, between, neighbour])).toEqual([GONE, GONE, OPEN, OPEN]);
  });

  it('done again it says the same, with the ids that the keys had, and leaves no row', async () => {
    const [one, two] = await several(2) as [SealedItem, SealedItem];
    const first = await destroy(one, two);
    expect(first.map(({ keyId }) => keyId).toSorted()).toEqual([idOf(one), idOf(two)].toSorted());
    expect(await destroy(one, two)).toEqual(first);
    expect(await destroy(two)).toEqual(first.filter(({ subject }) => subject === two.subject));
    expect(await bench.database.query('select from data_keys where tenant_id = $1', [app])).toEqual([]);
  });

  it('killed after the object was replaced and before its commit: all closed already, neighbours open; done again it says the ids', async () => {
    const warm = bench.keys().keyring;
    const [erased, neighbour] = [(await several(1))[0]!, await bench.sealed(app, warm)];
    await bench.sealed(app, warm);
    const backToOldest = await keyCopy(bench.database, app);
    const { store } = bench;
    const killed = { read: store.read.bind(store), write: store.write.bind(store), list: store.list.bind(store), destroy: store.destroy.bind(store),
      replace: async (...asked: Parameters<typeof store.replace>) => { await store.replace(...asked); throw new Error('killed'); } };
    await expect(bench.keys({ store: killed }).destroyer.destroy(bench.db, app, [erased], { signal })).rejects.toMatchObject({ code: 'service_unavailable' });
    // Also by whoever remembers the shard's key.
    const [made, byWarm] = [await bench.sealed(app), await bench.sealed(app, warm)];
    expect(await bench.states([erased, neighbour, made, byWarm])).toEqual([GONE, OPEN, OPEN, OPEN]);
    expect(await destroy(erased)).toEqual([{ subject: erased.subject, generation: 1, keyId: idOf(erased) }]);
    expect(await bench.states([erased, neighbour, made, byWarm])).toEqual([GONE, OPEN, OPEN, OPEN]);
    await backToOldest();
    expect(await bench.states([erased, neighbour, made])).toEqual([GONE, OPEN, GONE]);
  });

  it('only the generations that are asked for', async () => {
    const [old] = await several(1) as [SealedItem];
    await bench.db.app(app).transaction((tx) => bench.keys().keyring.renew(tx, old));
    const young = await bench.resealed(old);
    expect(idOf(young)).not.toBe(idOf(old));
    expect(await bench.states([old, young])).toEqual([OPEN, OPEN]);
    const { destroyer } = bench.keys();
    expect(await destroyer.destroy(bench.db, app, [{ subject: old.subject, throughGeneration: 1 }], { signal })).toEqual([{ subject: old.subject, generation: 1, keyId: idOf(old) }]);
    expect(await bench.states([old, young])).toEqual([GONE, OPEN]);
    expect(await destroy(young)).toHaveLength(2);
    expect(await bench.states([old, young])).toEqual([GONE, GONE]);
  });

  it('a person\'s new key seals in a process that remembers the one before, and in the transaction that makes it', async () => {
    const { keyring } = bench.keys();
    const old = await bench.sealed(app, keyring, 'user');
    await bench.states([old], keyring);
    const generations = await Promise.all([1, 2].map(() => bench.db.app(app).transaction((tx) => bench.keys().keyring.renew(tx, old))));
    expect(generations.toSorted()).toEqual([2, 3]);
    const young = await bench.resealed(old, keyring);
    const within = await bench.db.app(app).transaction(async (tx) => {
      await keyring.renew(tx, old);
      return bench.resealed(old, keyring, tx);
    });
    expect(new Set([old, young, within].map(idOf)).size).toBe(3);
    await bench.keys().destroyer.destroy(bench.db, app, [{ subject: old.subject, throughGeneration: 1 }], { signal });
    expect(await bench.states([old, young, within], keyring)).toEqual([GONE, OPEN, OPEN]);
    const none = { tenant: app, subject: 'user:nobody' } as const;
    await expect(bench.db.app(app).transaction((tx) => keyring.renew(tx, none))).rejects.toMatchObject({ code: GONE });
  });

  it('is not begun where a neighbour\'s key does not open, nor where the key store was put back', async () => {
    const [erased, neighbour] = await several(2) as [SealedItem, SealedItem];
    const [name = ''] = await bench.store.list(app);
    const [object, backToPresent] = [(await bench.store.read(name))!, await keyCopy(bench.database, app)];
    await bench.database.query('update data_keys set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where tenant_id = $1 and subject = $2', [app, neighbour.subject]);
    await expect(destroy(erased)).rejects.toMatchObject({ code: 'key_unreadable' });
    await bench.database.query('update key_shards set epoch = 2 where tenant_id = $1', [app]);
    await expect(destroy(erased)).rejects.toMatchObject({ code: 'key_missing' });
    await backToPresent();
    expect((await bench.store.read(name))?.equals(object)).toBe(true);
    expect(await bench.states([erased, neighbour])).toEqual([OPEN, OPEN]);
  });

  it('a key that does not open itself goes all the same', async () => {
    const [erased, neighbour] = await several(2) as [SealedItem, SealedItem];
    await bench.database.query("update data_keys set wrapped = '\\x01' where tenant_id = $1 and subject = $2", [app, erased.subject]);
    expect(await destroy(erased)).toEqual([{ subject: erased.subject, generation: 1, keyId: null }]);
    expect(await bench.states([erased, neighbour])).toEqual([GONE, OPEN]);
  });
});
