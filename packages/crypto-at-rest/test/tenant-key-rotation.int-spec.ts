import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppId } from '@parley/kernel';
import type { KeyringParts, Keys, KeyStore, RotationWatch, SealedItem } from '@parley/crypto-at-rest';
import { readShard, writeShard } from '../src/keys/shard-object.js';
import { KeyBench } from './support/key-bench.js';
import { keyCopy } from './support/key-copy.js';

const { signal } = new AbortController();
const [OPEN, GONE] = ['open', 'key_missing'];
const quietly: RotationWatch = { record: async () => undefined };

describe('the rotation of a tenant\'s key', () => {
  let bench: KeyBench;
  let app: AppId;
  beforeAll(async () => {
    bench = await KeyBench.start();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    app = await bench.newApp();
  });

  const rotate = (watch: RotationWatch = quietly, parts: Partial<KeyringParts> = {}) => bench.keys(parts).rotator.rotate(bench.db, app, watch);
  const destroyFormer = (watch = quietly, keys: Keys = bench.keys()) => keys.rotator.destroyFormer(bench.db, app, watch, { signal });
  const erase = (item: SealedItem) => bench.keys().destroyer.destroy(bench.db, app, [{ subject: item.subject }], { signal });
  const sealed = (count: number) => Promise.all(Array.from({ length: count }, () => bench.sealed(app)));
  const objects = async () => Promise.all((await bench.store.list(app)).toSorted().map(async (name) => ({ name, ...readShard((await bench.store.read(name))!) })));
  const storeWith = (changes: Partial<KeyStore>): KeyStore => ({
    read: (name) => bench.store.read(name), write: (name, content) => bench.store.write(name, content), list: (folder) => bench.store.list(folder),
    destroy: (name) => bench.store.destroy(name), replace: (...asked) => bench.store.replace(...asked), ...changes,
  });

  it('goes unnoticed by whoever reads and seals, with keys remembered or not; content and indexes stay', async () => {
    const warm = bench.keys();
    const before = [...await sealed(3), await bench.sealed(app, warm.keyring)];
    const index = () => bench.keys().keyring.index(bench.db.app(app), app, 'external_id', 'ada');
    const [was, rows] = [await index(), await bench.database.query('select wrapped from tenant_keys where tenant_id = $1', [app])];
    const [steps, told]: [unknown[], string[]] = [[], []];
    expect(await rotate({ record: async (_tx, step) => void steps.push(step), progress: (done, total) => told.push(`${done}/${total}`) })).toEqual({ tenants: 1, resumed: 0 });
    const keyId = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(steps).toEqual([{ step: 'begin', tenant: app, details: { from: keyId, to: keyId } }, { step: 'end', tenant: app, details: { to: keyId } }]);
    expect(told).toEqual(['0/1', '1/1']);
    expect(await bench.database.query('select wrapped from tenant_keys where tenant_id = $1', [app])).not.toEqual(rows);
    const after = [await bench.sealed(app, warm.keyring), await bench.sealed(app), await bench.resealed(before[0]!, warm.keyring), await bench.resealed(before[1]!)];
    for (const { keyring } of [warm, bench.keys()]) expect(await bench.states([...before, ...after], keyring)).toEqual([...before, ...after].map(() => OPEN));
    expect(await index()).toEqual(was);
  });

  it('opens every copy from before, however many rotations and erasures later; what was erased is closed in all of them', async () => {
    const [first, second, neighbour] = await sealed(3) as [SealedItem, SealedItem, SealedItem];
    const copies = [{ back: await keyCopy(bench.database, app), opens: [GONE, GONE, OPEN, GONE] }];
    await rotate();
    const between = await bench.sealed(app);
    copies.push({ back: await keyCopy(bench.database, app), opens: [GONE, GONE, OPEN, OPEN] });
    await erase(first);
    copies.push({ back: await keyCopy(bench.database, app), opens: [GONE, GONE, OPEN, OPEN] });
    await rotate();
    await erase(second);
    await rotate();
    copies.push({ back: await keyCopy(bench.database, app), opens: [GONE, GONE, OPEN, OPEN] });
    for (const { back, opens } of copies) {
      await back();
      expect(await bench.states([first, second, neighbour, between])).toEqual(opens);
    }
  });

  it('a copy from before is used on: erased, rotated and filled, it loses nothing of the copies made since, nor they of it', async () => {
    const [first, second, neighbour] = await sealed(3) as [SealedItem, SealedItem, SealedItem];
    const backToOldest = await keyCopy(bench.database, app);
    await rotate();
    const between = await bench.sealed(app);
    const backToPresent = await keyCopy(bench.database, app);
    await backToOldest();
    await erase(first);
    const onIt = await bench.sealed(app);
    await rotate();
    await erase(second);
    expect(await bench.states([first, second, neighbour, onIt, await bench.sealed(app)])).toEqual([GONE, GONE, OPEN, OPEN, OPEN]);
    await backToPresent();
    expect(await bench.states([first, second, neighbour, between])).toEqual([GONE, GONE, OPEN, OPEN]);
    await rotate();
    await destroyFormer();
    expect(await bench.states([first, second, neighbour, between, await bench.sealed(app)])).toEqual([GONE, GONE, OPEN, OPEN, OPEN]);
  });

  it('a key that was replaced opens nothing that came later, though it may have all that rests', async () => {
    await sealed(2);
    const stolen = (await bench.database.query<{ wrapped: Buffer }>('select wrapped from tenant_keys where tenant_id = $1', [app]))[0];
    await rotate();
    const later = await sealed(2);
    await erase(later[0]!);
    expect(await bench.states(later)).toEqual([GONE, OPEN]);
    await bench.database.query('update tenant_keys set wrapped = $2 where tenant_id = $1', [app, stolen?.wrapped]);
    expect(await bench.states(later)).toEqual([GONE, GONE]);
  });

  it('makes nothing in what keys from before open, also where a clock is ahead or the key before is remembered', async () => {
    const warm = bench.keys();
    await bench.sealed(app, warm.keyring);
    const ahead = 'f'.repeat(13) + '0'.repeat(11);
    const [{ name = '' } = {}] = await objects();
    await bench.store.write(`${app}/${ahead}`, (await bench.store.read(name))!);
    await bench.store.destroy(name);
    await bench.database.query('delete from data_keys where tenant_id = $1', [app]);
    await bench.database.query('update key_shards set id = $2 where tenant_id = $1', [app, ahead]);
    await rotate();
    const made = [await bench.sealed(app, warm.keyring), await bench.sealed(app, warm.keyring), await bench.sealed(app)];
    expect(await bench.states(made)).toEqual(made.map(() => OPEN));
    expect((await bench.database.query('select shard_id, count(*)::int as keys from data_keys where tenant_id = $1 group by 1', [app]))).toEqual([{ shard_id: expect.not.stringMatching(ahead), keys: 3 }]);
    expect((await objects()).map(({ elders }) => elders?.size ?? 0)).toEqual([1, 0]);
  });

  it.each<[string, () => { watch?: RotationWatch; store?: KeyStore }]>([
    ['while the new key is written', () => ({ watch: { record: failAt('begin') } })],
    ['before the first shard', () => ({ store: storeWith({ read: () => Promise.reject(new Error('killed')) }) })],
    ['before an object is replaced', () => ({ store: storeWith({ replace: () => Promise.reject(new Error('killed')) }) })],
    ['after an object was replaced, before its rows', () => ({ store: storeWith({ replace: async (...asked) => { await bench.store.replace(...asked); throw new Error('killed'); } }) })],
    ['after a shard', () => ({ watch: { ...quietly, progress: (done) => { if (done > 0) throw new Error('killed'); } } })],
    ['before its end is written', () => ({ watch: { record: failAt('end') } })],
  ])('killed %s: everything opens, keys are made, and the same call goes on', async (when, how) => {
    const warm = bench.keys();
    const items = [...await sealed(2), await bench.sealed(app, warm.keyring)];
    const backToOldest = await keyCopy(bench.database, app);
    const { watch = quietly, store = bench.store } = how();
    await expect(rotate(watch, { store })).rejects.toThrow();
    for (const { keyring } of [warm, bench.keys()]) {
      items.push(await bench.sealed(app, keyring));
      expect(await bench.states(items, keyring)).toEqual(items.map(() => OPEN));
    }
    expect(await rotate()).toEqual({ tenants: 1, resumed: when.includes('new key') ? 0 : 1 });
    for (const { keyring } of [warm, bench.keys()]) expect(await bench.states(items, keyring)).toEqual(items.map(() => OPEN));
    expect(new Set((await objects()).map(({ tenantKey }) => tenantKey)).size).toBe(1);
    await backToOldest();
    expect(await bench.states(items.slice(0, 3))).toEqual([OPEN, OPEN, OPEN]);
  });

  it('two rotations, erasures and makers of keys at once lose nothing, and leave nothing under the key before', async () => {
    const [erased, ...kept] = await sealed(4) as [SealedItem, ...SealedItem[]];
    let rotating = true;
    const working = Promise.all([bench.keys(), bench.keys()].map(async ({ keyring }) => {
      const made: SealedItem[] = [];
      while (rotating) {
        made.push(await bench.sealed(app, keyring));
        expect(await bench.states([...kept, made.at(-1)!], keyring)).toEqual([...kept, 1].map(() => OPEN));
      }
      return made;
    }));
    try {
      await Promise.all([rotate(), erase(erased), rotate()]);
      await rotate();
    } finally {
      rotating = false;
    }
    const made = (await working).flat();
    expect(await bench.states([erased, ...kept, ...made])).toEqual([GONE, ...[...kept, ...made].map(() => OPEN)]);
    expect(new Set((await objects()).map(({ tenantKey }) => tenantKey)).size).toBe(1);
    expect(await bench.database.query('select from tenant_key_rotations where tenant_id = $1', [app])).toEqual([]);
  });

  it('goes on with the objects of a version before, which named no key', async () => {
    const items = await sealed(2);
    const backToOldest = await keyCopy(bench.database, app);
    const [{ name, tenantKey: _named, ...unnamed } = { name: '', epoch: 0, secret: Buffer.alloc(0), survivors: new Map() }] = await objects();
    await bench.store.write(name, writeShard(unnamed));
    items.push(await bench.sealed(app));
    expect(await bench.states(items)).toEqual(items.map(() => OPEN));
    await expect(rotate({ record: failAt('end') })).rejects.toThrow('killed');
    await bench.store.write(`${app}/nobody-names-it`, writeShard(unnamed));
    await rotate();
    expect(await bench.states([...items, await bench.sealed(app)])).toEqual([...items, 1].map(() => OPEN));
    await backToOldest();
    expect(await bench.states(items.slice(0, 2))).toEqual([OPEN, OPEN]);
  });

  it('leaves a shard with a damaged key as it is, says so, and goes on when it was put right', async () => {
    const items = await sealed(2) as [SealedItem, SealedItem];
    const flip = () => bench.database.query('update data_keys set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where tenant_id = $1 and subject = $2', [app, items[1].subject]);
    await flip();
    await expect(rotate()).rejects.toMatchObject({ code: 'shards_unreadable', message: expect.stringContaining('The keys in 1 shards') });
    expect(await bench.states(items)).toEqual([OPEN, 'key_unreadable']);
    await flip();
    expect(await rotate()).toEqual({ tenants: 1, resumed: 1 });
    expect(await bench.states(items)).toEqual([OPEN, OPEN]);
  });

  it('is nothing for a tenant without keys; destroying those of one that was rotated names each', async () => {
    expect(await rotate()).toEqual({ tenants: 0, resumed: 0 });
    const item = await bench.sealed(app);
    const steps: string[] = [];
    await rotate({ record: async (_tx, { step, details }) => { if (step === 'begin') steps.push(details['from'] as string, details['to'] as string); } });
    expect((await bench.keys().destroyer.destroyTenant(bench.db, app, { signal })).map(({ generation, keyId }) => [generation, keyId])).toEqual(steps.map((id, index) => [index + 1, id]));
    expect(await rotate()).toEqual({ tenants: 0, resumed: 0 });
    expect(await bench.states([item])).toEqual([GONE]);
  });

  it('destroys the keys before when it is told to: older copies close, newer ones open', async () => {
    const [item] = await sealed(1) as [SealedItem];
    const backToOldest = await keyCopy(bench.database, app);
    await expect(rotate({ record: failAt('end') })).rejects.toThrow('killed');
    await expect(destroyFormer()).rejects.toMatchObject({ code: 'rotation_under_way' });
    await rotate();
    const backToNewer = await keyCopy(bench.database, app);
    const killed = bench.keys();
    killed.cache.evict = () => { throw new Error('killed'); };
    await expect(destroyFormer(quietly, killed)).rejects.toThrow('killed');
    expect(await bench.states([item])).toEqual([OPEN]);
    expect(await destroyFormer()).toBe(0);
    expect(await bench.states([item, await bench.sealed(app)])).toEqual([OPEN, OPEN]);
    await backToOldest();
    expect(await bench.states([item])).toEqual([GONE]);
    await backToNewer();
    expect(await bench.states([item])).toEqual([OPEN]);
    const steps: unknown[] = [];
    expect(await destroyFormer({ record: async (_tx, { step, details }) => void steps.push([step, details]) })).toBe(1);
    expect(steps).toEqual([['destroy', { destroyed: [expect.stringMatching(/^[0-9a-f]{64}$/)] }]]);
  });

  it('ends where too many keys from before are kept', async () => {
    await sealed(1);
    const former = (count: number) => bench.database.query('update tenant_keys set wrapped = substr(wrapped, 1, 61) || $2 where tenant_id = $1', [app, Buffer.alloc(61 * count)]);
    await former(24);
    await expect(rotate()).rejects.toMatchObject({ code: 'too_many_former', message: expect.stringContaining('--destroy-old') });
    await former(0);
    expect(await rotate()).toEqual({ tenants: 1, resumed: 0 });
  });

  it('of all tenants goes once through each, also when it was stopped half-way, and leaves out who is damaged until the end', async () => {
    await bench.database.query('truncate tenant_keys, key_shards, data_keys');
    const apps = await Promise.all(Array.from({ length: 4 }, bench.newApp));
    const items = await Promise.all(apps.map((each) => bench.sealed(each)));
    const begun: string[] = [];
    const all = (progress: RotationWatch['progress'] = () => undefined) => bench.keys().rotator.rotateAll(bench.db, { progress, record: async (_tx, { step, tenant }) => { if (step === 'begin') begun.push(tenant); } });
    await expect(all((done) => { if (done === 2) throw new Error('killed'); })).rejects.toThrow('killed');
    const [damaged] = await bench.database.query<{ tenant_id: string; wrapped: Buffer }>('select tenant_id, wrapped from tenant_keys where tenant_id = $1', [apps.toSorted()[2]]);
    const put = (wrapped?: Buffer) => bench.database.query('update tenant_keys set wrapped = $2 where tenant_id = $1', [damaged?.tenant_id, wrapped]);
    await put(Buffer.alloc(61));
    await expect(all()).rejects.toMatchObject({ code: 'tenant_unreadable', message: expect.stringContaining(damaged?.tenant_id ?? '') });
    expect(begun).toHaveLength(3);
    await put(damaged?.wrapped);
    expect(await all()).toEqual({ tenants: 1, resumed: 0 });
    expect(begun.toSorted()).toEqual(apps.toSorted());
    expect(await bench.states(items)).toEqual(items.map(() => OPEN));
    await Promise.all([all(), all()]);
    expect(new Set(begun.slice(4))).toEqual(new Set(apps));
  });
});

function failAt(at: string): RotationWatch['record'] {
  return async (_tx, { step }) => {
    if (step === at) throw new Error('killed');
  };
}
