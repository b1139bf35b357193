import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { KeyHolder, type Keys, type KeyStore, type SealedItem } from '@parley/crypto-at-rest';
import { eventually, openDatabase } from '@parley/testing';
import { KeyBench } from './support/key-bench.js';

const { signal } = new AbortController();

describe('keys that a process remembers', () => {
  let bench: KeyBench;
  let app: AppId;
  let erased: SealedItem;
  let neighbour: SealedItem;
  let clock: number;
  let told: string[];
  let holders: KeyHolder[];
  beforeAll(async () => {
    bench = await KeyBench.start();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    await bench.database.query('delete from key_holders');
    app = await bench.newApp();
    [erased, neighbour] = [await bench.sealed(app), await bench.sealed(app)];
    [clock, told, holders] = [0, [], []];
  });
  afterEach(() => Promise.all(holders.map((holder) => holder.stop())));

  const holderOf = ({ cache }: Keys, db = bench.db): KeyHolder => {
    const holder = new KeyHolder({ db, cache, log: (line) => told.push(line), now: () => clock });
    holders.push(holder);
    return holder;
  };
  /** What is opened without the database is opened by what is remembered. */
  const nowhere: Sql = { query: () => Promise.resolve([]) };
  const remembers = async ({ keyring }: Keys, item: SealedItem): Promise<boolean> => (await keyring.open(nowhere, [item]))[0]?.ok ?? false;
  const process = async (): Promise<{ keys: Keys; holder: KeyHolder }> => {
    const keys = bench.keys({ now: () => clock });
    const holder = holderOf(keys);
    await holder.ask();
    await bench.states([erased, neighbour], keys.keyring);
    return { keys, holder };
  };
  const destroy = (options = { signal }) => bench.keys().destroyer.destroy(bench.db, app, [{ subject: erased.subject }], options);
  const evictions = async () => (await bench.database.query('select from key_evictions where tenant_id = $1', [app])).length;

  it('are forgotten in every process before destroying them is done, and no others are', async () => {
    const all = [await process(), await process()];
    let done = false;
    const going = destroy().then(() => (done = true));
    await eventually('the eviction', async () => (await evictions()) === 1);
    for (const { keys, holder } of all) {
      expect([done, await remembers(keys, erased)]).toEqual([false, true]);
      await holder.ask();
      expect([await remembers(keys, erased), await remembers(keys, neighbour)]).toEqual([false, true]);
    }
    await going;
  });

  it('are asked for by the process itself, each second', async () => {
    const { keys, holder } = await process();
    holder.start();
    await destroy();
    expect(await remembers(keys, erased)).toBe(false);
  });

  it('a process that says nothing is waited for until it was silent for a minute', async () => {
    await process();
    const waiting = new AbortController();
    const given = destroy({ signal: waiting.signal });
    await eventually('the eviction', async () => (await evictions()) === 1);
    waiting.abort(new Error('enough'));
    await expect(given).rejects.toThrow();
    await bench.database.query("update key_holders set seen_at = now() - interval '61 seconds'");
    expect(await destroy()).toHaveLength(1);
  });

  it('are none before the process has asked for the first time, and none after it has stopped', async () => {
    const keys = bench.keys({ now: () => clock });
    const holder = holderOf(keys);
    await bench.states([neighbour], keys.keyring);
    expect(await remembers(keys, neighbour)).toBe(false);
    await holder.ask();
    await bench.states([neighbour], keys.keyring);
    expect(await remembers(keys, neighbour)).toBe(true);
    await holder.stop();
    await bench.states([neighbour], keys.keyring);
    expect(await remembers(keys, neighbour)).toBe(false);
    expect(await bench.database.query('select from key_holders')).toEqual([]);
  });

  it('are trusted for 30 s without an answer, which is told once, and again after the next answer', async () => {
    const away = openDatabase(bench.database.url, 1);
    const keys = bench.keys({ now: () => clock });
    const holder = holderOf(keys, away.database);
    await holder.ask();
    await bench.states([neighbour], keys.keyring);
    await away.close();
    for (const [moment, expected] of [[1_000, true], [29_000, true], [30_000, false], [31_000, false]] as const) {
      clock = moment;
      await holder.ask();
      expect(await remembers(keys, neighbour)).toBe(expected);
      await bench.states([neighbour], keys.keyring);
    }
    expect(told).toHaveLength(1);
  });

  it('are all forgotten where the database is not as the process left it: evictions may be missing in it', async () => {
    const { keys, holder } = await process();
    await bench.database.query('delete from key_holders');
    await holder.ask();
    expect(await remembers(keys, neighbour)).toBe(false);
    await bench.states([neighbour], keys.keyring);
    expect(await remembers(keys, neighbour)).toBe(true);
    await destroy({ signal: AbortSignal.timeout(300) }).catch(() => undefined);
    await holder.ask();
    await bench.database.query('update key_holders set evicted = evicted - 1');
    await holder.ask();
    expect(await remembers(keys, neighbour)).toBe(false);
  });

  it('of a load that had begun when they were destroyed are not remembered', async () => {
    let going: Promise<unknown> | undefined;
    const late: KeyStore = {
      read: async (name) => {
        const before = await bench.store.read(name);
        going ??= destroy();
        await eventually('the eviction', async () => (await evictions()) === 1);
        await holder.ask();
        return before;
      },
      write: (name, content) => bench.store.write(name, content), replace: (...asked) => bench.store.replace(...asked),
      list: (folder) => bench.store.list(folder), destroy: (name) => bench.store.destroy(name),
    };
    const keys = bench.keys({ store: late, now: () => clock });
    const holder = holderOf(keys);
    await holder.ask();
    expect(await bench.states([erased], keys.keyring)).toEqual(['open']);
    await going;
    expect(await remembers(keys, erased)).toBe(false);
  });

  it('of a whole tenant go with all its keys, those of its blind indexes too; another tenant\'s stay', async () => {
    const { keys, holder } = await process();
    const other = await bench.sealed(await bench.newApp());
    await bench.states([other], keys.keyring);
    await keys.keyring.index(bench.db.app(app), app, 'external_id', 'ada');
    const going = bench.keys().destroyer.destroyTenant(bench.db, app, { signal });
    await eventually('the eviction', async () => (await evictions()) === 1);
    await holder.ask();
    await going;
    expect([await remembers(keys, neighbour), await remembers(keys, other)]).toEqual([false, true]);
    await expect(keys.keyring.index(bench.db.app(app), app, 'external_id', 'ada')).rejects.toMatchObject({ code: 'key_missing' });
  });
});
