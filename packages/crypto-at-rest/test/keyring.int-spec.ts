import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppId } from '@parley/kernel';
import { createApp, createTestDatabase, openDatabase, testKeyring, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { newId } from '@parley/kernel';
import type { Subject } from '../src/index.js';

const PLACE = { table: 'messages', row: 'one', column: 'body' };
const VALUE = { text: 'Grüße ✓', n: [1, null] };

describe('the keyring', () => {
  let database: TestDatabase;
  let open: OpenDatabase;
  let app: AppId;
  const subject = (): Subject => `conversation:${newId()}`;
  const sql = (id = app) => open.database.app(id);
  const made = async (tenant = app, keyring = testKeyring()) => {
    const fresh = subject();
    const [[cell] = []] = await sql(tenant).transaction((tx) => keyring.create(tx, tenant, [{ subject: fresh, items: [{ place: PLACE, value: VALUE }] }]));
    if (!cell) throw new Error('no cell');
    return { tenant, subject: fresh, place: PLACE, cell };
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    open = openDatabase(database.url, 4);
    app = (await createApp(database)).id;
  });
  afterAll(async () => {
    await open.close();
    await database.close();
  });

  it('another process opens what one has sealed, with a key that it reads once', async () => {
    const sealed = await made();
    const other = testKeyring();
    expect(await other.openOne(sql(), sealed)).toEqual(VALUE);
    await database.query('delete from data_keys where subject = $1', [sealed.subject]);
    expect(await other.openOne(sql(), sealed)).toEqual(VALUE);
    await expect(testKeyring().openOne(sql(), sealed)).rejects.toMatchObject({ code: 'key_missing' });
  });

  it('a cell opens at no other place, for no other subject or tenant, and not when a byte differs; the others do', async () => {
    const [sealed, neighbour] = [await made(), await made()];
    const elsewhere = (await createApp(database)).id;
    const foreign = await made(elsewhere);
    const flipped = Buffer.from(sealed.cell);
    flipped[flipped.length - 20] = (flipped[flipped.length - 20] ?? 0) ^ 1;
    const wrong = [
      { ...sealed, place: { ...PLACE, row: 'two' } }, { ...sealed, place: { ...PLACE, column: 'metadata' } },
      { ...sealed, place: { ...PLACE, table: 'users' } }, { ...sealed, subject: neighbour.subject }, { ...foreign, tenant: app },
      { ...sealed, cell: flipped }, { ...sealed, cell: sealed.cell.subarray(0, 40) }, { ...sealed, cell: Buffer.concat([Buffer.of(2), sealed.cell.subarray(1)]) },
    ];
    const opened = await testKeyring().open(sql(), [...wrong, sealed, neighbour]);
    expect(opened.map((each) => (each.ok ? 'open' : each.fault.code))).toEqual([
      'not_authentic', 'not_authentic', 'not_authentic', 'key_missing', 'key_missing', 'not_authentic', 'truncated', 'unknown_version', 'open', 'open',
    ]);
  });

  it('a key that a rolled-back transaction made is used for nothing later', async () => {
    const keyring = testKeyring();
    const own: Subject = `app:${app}`;
    const seal = (on: Parameters<typeof keyring.sealOwn>[0]) => keyring.sealOwn(on, app, own, [{ place: PLACE, value: VALUE }]);
    await expect(sql().transaction(async (tx) => {
      await seal(tx);
      throw new Error('undone');
    })).rejects.toThrow('undone');
    const [cell] = await seal(sql());
    if (!cell) throw new Error('no cell');
    expect(await testKeyring().openOne(sql(), { tenant: app, subject: own, place: PLACE, cell })).toEqual(VALUE);
  });

  it('nor is an index key that was derived in it', async () => {
    const [keyring, fresh] = [testKeyring(), (await createApp(database)).id];
    const index = (on: Parameters<typeof keyring.index>[0]) => keyring.index(on, fresh, 'external_id', 'ada');
    await expect(sql(fresh).transaction(async (tx) => {
      await index(tx);
      throw new Error('undone');
    })).rejects.toThrow('undone');
    expect(await index(sql(fresh))).toEqual(await testKeyring().index(sql(fresh), fresh, 'external_id', 'ada'));
  });

  it('makes one key for an owner whom several want to seal for at once', async () => {
    const fresh = (await createApp(database)).id;
    const [one, two] = [testKeyring(), testKeyring()];
    const own: Subject = `app:${fresh}`;
    const cells = await Promise.all([one, two, one, two].map((keyring) => keyring.sealOwn(sql(fresh), fresh, own, [{ place: PLACE, value: VALUE }])));
    const opened = await testKeyring().open(sql(fresh), cells.flat().flatMap((cell) => (cell ? [cell] : [])).map((cell) => ({ tenant: fresh, subject: own, place: PLACE, cell })));
    expect(opened.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(await database.query('select from data_keys where tenant_id = $1', [fresh])).toHaveLength(1);
  });

  it('shows nobody another tenant\'s keys', async () => {
    await made();
    const stranger = (await createApp(database)).id;
    for (const table of ['tenant_keys', 'key_shards', 'data_keys']) {
      expect(await sql(stranger).query(`select from ${table} where tenant_id = $1`, [app])).toEqual([]);
      expect((await sql().query(`select from ${table} where tenant_id = $1`, [app])).length).toBeGreaterThan(0);
    }
  });

  it('without the key store nothing opens, and nothing is written', async () => {
    const sealed = await made();
    const gone = { read: () => Promise.resolve(undefined), write: () => Promise.reject(new Error('EIO')), destroy: () => Promise.resolve(), replace: () => Promise.resolve(false), list: () => Promise.resolve([]) };
    await expect(testKeyring({ store: gone }).openOne(sql(), sealed)).rejects.toMatchObject({ code: 'key_missing' });
    const fresh = (await createApp(database)).id;
    await expect(made(fresh, testKeyring({ store: gone }))).rejects.toMatchObject({ code: 'service_unavailable' });
    const silent = { ...gone, read: () => Promise.reject(new Error('ETIMEDOUT')) };
    await expect(testKeyring({ store: silent }).openOne(sql(), sealed)).rejects.toMatchObject({ code: 'service_unavailable' });
  });

  it('under another root key, environment or region nothing opens', async () => {
    const sealed = await made();
    const other = { id: 'other', key: Buffer.alloc(32, 1) };
    for (const parts of [
      { roots: { current: () => other, byId: () => other } },
      { installation: { environment: 'staging', region: 'local' } }, { installation: { environment: 'development', region: 'eu' } },
    ]) await expect(testKeyring(parts).openOne(sql(), sealed)).rejects.toMatchObject({ code: 'key_unreadable' });
  });

  it('finds equal values within a tenant and purpose, and nowhere else', async () => {
    const keyring = testKeyring();
    const of = async (tenant: AppId, purpose: string, value: string) => (await keyring.index(sql(tenant), tenant, purpose, value)).toString('hex');
    const other = (await createApp(database)).id;
    const first = await of(app, 'external_id', 'ada');
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect((await testKeyring().index(sql(), app, 'external_id', 'ada')).toString('hex')).toBe(first);
    expect(new Set([first, await of(app, 'external_id', 'Ada'), await of(app, 'email', 'ada'), await of(other, 'external_id', 'ada')]).size).toBe(4);
  });
});
