import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { newId, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { createApp, createTestDatabase, openDatabase, MemoryKeyStore, testKeyring, type OpenDatabase, type TestDatabase } from '@parley/testing';
import type { Keyring, Subject } from '@parley/crypto-at-rest';
import { readShard, writeShard } from '../src/keys/shard-object.js';

const PLACE = { table: 'messages', row: 'one', column: 'body' };
const ITEMS = [{ place: PLACE, value: { text: 'hello' } }];

describe('the keyring, where something goes wrong', () => {
  let database: TestDatabase;
  let open: OpenDatabase;
  let app: AppId;
  let store: MemoryKeyStore;
  const sql = () => open.database.app(app);
  const keyring = (bounds?: { most: number; ttlMs: number }) => testKeyring({ store, bounds });
  const subject = (): Subject => `conversation:${newId()}`;
  const create = (by: Keyring, ...subjects: Subject[]) =>
    sql().transaction((tx) => by.create(tx, app, subjects.map((each) => ({ subject: each, items: ITEMS }))));
  const sealed = async (by = keyring()) => {
    const fresh = subject();
    const [[cell] = []] = await create(by, fresh);
    return { tenant: app, subject: fresh, place: PLACE, cell: cell! };
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    open = openDatabase(database.url, 4);
  });
  afterAll(async () => {
    await open.close();
    await database.close();
  });
  beforeEach(async () => {
    app = (await createApp(database)).id;
    store = new MemoryKeyStore();
  });

  it('a subject that is named twice gets one key, which opens what was sealed for both', async () => {
    const fresh = subject();
    const cells = await create(keyring(), fresh, fresh);
    const opened = await keyring().open(sql(), cells.flat().flatMap((cell) => cell ?? []).map((cell) => ({ tenant: app, subject: fresh, place: PLACE, cell })));
    expect(opened.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('nothing is sealed by an older key while the newest does not open; what the older sealed still opens', async () => {
    const old = await sealed();
    await database.query(`insert into data_keys (tenant_id, subject, generation, shard_id, epoch, wrapped)
      select tenant_id, subject, 2, shard_id, epoch, $2 from data_keys where subject = $1`, [old.subject, Buffer.concat([Buffer.of(1), randomBytes(60)])]);
    const one = keyring();
    for (const _ of [1, 2]) {
      expect(await one.openOne(sql(), old)).toEqual(ITEMS[0]?.value);
      await expect(one.seal(sql(), old, ITEMS)).rejects.toMatchObject({ code: 'key_unreadable' });
    }
  });

  it('in a database older than its key store new keys are made in the present epoch, and what was erased stays closed', async () => {
    const erased = await sealed();
    const [[name, content] = []] = [...store.objects];
    expect(readShard(content!).epoch).toBe(1);
    store.objects.set(name!, writeShard({ epoch: 2, secret: randomBytes(32), survivors: new Map() }));
    const made = await sealed();
    expect(await keyring().openOne(sql(), made)).toEqual(ITEMS[0]?.value);
    await expect(keyring().openOne(sql(), erased)).rejects.toMatchObject({ code: 'key_missing' });
    expect(await database.query('select epoch from data_keys where subject = $1', [made.subject])).toEqual([{ epoch: 2 }]);
  });

  it('a key store that was put back to an earlier epoch makes and opens nothing', async () => {
    const before = await sealed();
    await database.query('update key_shards set epoch = 2 where tenant_id = $1', [app]);
    await database.query('update data_keys set epoch = 2 where tenant_id = $1', [app]);
    await expect(keyring().openOne(sql(), before)).rejects.toMatchObject({ code: 'key_missing' });
    await expect(sealed()).rejects.toMatchObject({ code: 'key_missing' });
  });

  it('a damaged object of the key store is a fault of its keys, not of the call', async () => {
    const before = await sealed();
    const [name] = store.objects.keys();
    for (const damaged of [Buffer.alloc(0), Buffer.from('null'), Buffer.concat([Buffer.of(1), randomBytes(32), Buffer.from('null')])]) {
      store.objects.set(name!, damaged);
      expect(await keyring().open(sql(), [before])).toMatchObject([{ ok: false, fault: { code: 'key_unreadable' } }]);
    }
  });

  it('no epoch changes while a key is made in it', async () => {
    await sealed();
    await sql().transaction(async (tx) => {
      await keyring().create(tx, app, [{ subject: subject(), items: [] }]);
      await expect(database.query(`set lock_timeout = '100ms'; update key_shards set epoch = 2 where tenant_id = '${app}'`)).rejects.toMatchObject({ code: '55P03' });
    });
    await database.query('update key_shards set epoch = 1 where tenant_id = $1', [app]);
  });

  it('a key of an app\'s own is made in a transaction, also where the caller has none', async () => {
    await sealed();
    const seen: string[] = [];
    const recorded = (inner: Sql, name: string): Sql => ({
      query: (statement, values) => {
        seen.push(`${name} ${typeof statement === 'string' ? statement : statement.name}`);
        return inner.query(statement, values);
      },
    });
    const scoped = { ...recorded(sql(), 'alone'), transaction: <T>(work: (tx: Sql) => Promise<T>) => sql().transaction((tx) => work(recorded(tx, 'tx'))) };
    await keyring().sealOwn(scoped, app, `app:${app}`, ITEMS);
    expect(seen.filter((each) => /shard-open|insert/.test(each))).toEqual(['tx key-shard-open', 'tx data-keys-insert']);
  });

  it('a key that was made after a savepoint and undone is remembered nowhere', async () => {
    await sealed();
    const [one, own] = [keyring(), `app:${app}` as const];
    await sql().transaction(async (tx) => {
      await tx.query('savepoint before');
      await one.sealOwn(tx, app, own, ITEMS);
      await tx.query('rollback to savepoint before');
    });
    const [cell] = await one.sealOwn(sql(), app, own, ITEMS);
    expect(await keyring().openOne(sql(), { tenant: app, subject: own, place: PLACE, cell: cell! })).toEqual(ITEMS[0]?.value);
  });

  it('opens more than the cache holds in one call, with one query and one look into the key store for a shard', async () => {
    const subjects = Array.from({ length: 50 }, subject);
    const cells = await create(keyring(), ...subjects);
    const items = subjects.map((each, index) => ({ tenant: app, subject: each, place: PLACE, cell: cells[index]![0]! }));
    const small = keyring({ most: 3, ttlMs: 60_000 });
    let queries = 0;
    const counted: Sql = { query: (...asked) => { queries += 1; return sql().query(...asked); } };
    store.reads = 0;
    for (const _ of [1, 2]) expect((await small.open(counted, items)).every(({ ok }) => ok)).toBe(true);
    expect(queries).toBe(2);
    expect(store.reads).toBeLessThanOrEqual(2);
    const older = [...store.objects].map(([name, content]) => [name, readShard(content)] as const);
    for (const [name, { secret }] of older) store.objects.set(name, writeShard({ epoch: 2, secret, survivors: new Map() }));
    store.reads = 0;
    expect((await keyring().open(sql(), items)).every(({ ok }) => !ok)).toBe(true);
    expect(store.reads).toBe(1);
  });

  it('an error that is nobody\'s fault but ours is not told as a key that is missing', async () => {
    const before = await sealed();
    const broken = testKeyring({ store, roots: { current: () => { throw new TypeError('ours'); }, byId: () => { throw new TypeError('ours'); } } });
    await expect(broken.open(sql(), [before])).rejects.toThrow('ours');
  });
});
