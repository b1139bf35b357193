import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addRecipient, createRootKey, destroyRetiredRootKeys, FileProvider, makeKeyFile, openRootKeys, RecoveryKey, RenewedRootKeys, rotateRootKey, vouchForOpeners, type Keyring, type OpenRootKeys, type RootKeyAccess, type Rotation } from '@parley/crypto-at-rest';
import { newId, type AppId } from '@parley/kernel';
import type { ScopedSql } from '@parley/persistence';
import { createTestDatabase, MemoryKeyStore, openDatabase, testKeyring, testRootKeyAccess, type OpenDatabase, type TestDatabase } from '@parley/testing';

const VALUE = { text: 'Hello Ada' };
const recordNothing: Rotation['record'] = async () => undefined;

interface Sealed {
  readonly app: AppId;
  readonly cell: Buffer;
}

describe('the rotation of the root key', () => {
  let test: TestDatabase;
  let pool: OpenDatabase;
  let sql: ScopedSql;
  let access: RootKeyAccess;
  let recovery: RecoveryKey;
  const opened: OpenRootKeys[] = [];
  const store = new MemoryKeyStore();

  beforeAll(async () => {
    test = await createTestDatabase();
    pool = openDatabase(test.url, 6);
    sql = pool.database.system();
    access = testRootKeyAccess();
    recovery = (await RecoveryKey.generate()).key;
  });
  beforeEach(async () => {
    await test.query('truncate root_keys, tenant_keys, key_shards, data_keys cascade');
    await createRootKey(sql, access);
    await addRecipient(sql, access, recovery);
  });
  afterEach(() => {
    for (const roots of opened.splice(0)) roots.zero();
  });
  afterAll(async () => {
    await pool.close();
    await test.close();
  });

  const roots = async (by = access): Promise<OpenRootKeys> => {
    const keys = await openRootKeys(sql, by);
    opened.push(keys);
    return keys;
  };
  /** Another process, with nothing remembered. */
  const keyringOf = (source: OpenRootKeys | RenewedRootKeys): Keyring => testKeyring({ roots: source, store });
  const place = (app: AppId) => ({ table: 'users', row: app, column: 'profile' });
  const seal = async (keyring: Keyring, app = newId() as AppId): Promise<Sealed> => {
    const [cell] = await keyring.sealOwn(pool.database.app(app), app, `app:${app}`, [{ place: place(app), value: VALUE }]);
    if (!cell) throw new Error('A value was not sealed');
    return { app, cell };
  };
  const open = (keyring: Keyring, { app, cell }: Sealed) => keyring.openOne(pool.database.app(app), { tenant: app, subject: `app:${app}`, place: place(app), cell });
  const rotate = (more: Partial<Rotation> = {}) => rotateRootKey(sql, { access, region: 'local', record: recordNothing, batch: 2, ...more });
  const states = () => test.query<{ id: string; retired: boolean; recipients: number; tenants: number }>(`
    select id, retired_at is not null as retired, (select count(*)::int from root_key_recipients r where r.root_key_id = k.id) as recipients,
      (select count(*)::int from tenant_keys t where t.root_key_id = k.id) as tenants from root_keys k order by created_at`);

  it('puts every tenant under a new root key that everybody opens who opened the one before; content stays', async () => {
    const old = await roots();
    const sealed = await Promise.all(Array.from({ length: 5 }, () => seal(keyringOf(old))));
    const told: string[] = [];
    const steps: string[] = [];
    expect(await rotate({ progress: (done, total) => told.push(`${done}/${total}`), record: async (_tx, { step }) => void steps.push(step) })).toEqual({ begun: true, tenants: 5 });
    expect(told).toEqual(['0/5', '2/5', '4/5', '5/5']);
    expect(steps).toEqual(['begin', 'end']);
    expect(await states()).toEqual([{ id: old.current().id, retired: true, recipients: 2, tenants: 0 }, expect.objectContaining({ retired: false, recipients: 2, tenants: 5 })]);
    for (const by of [access, { ...access, providers: [recovery] }]) {
      const keys = await roots(by);
      expect(keys.current().id).not.toBe(old.current().id);
      for (const each of sealed) expect(await open(keyringOf(keys), each)).toEqual(VALUE);
    }
  });

  it('goes unnoticed by another process that seals and opens all the while, and asks at once for a root key it does not know', async () => {
    const own = openDatabase(test.url, 1);
    const renewed = new RenewedRootKeys(await openRootKeys(sql, access), { open: () => openRootKeys(own.database.system(), access), ttlMs: 300_000, log: () => undefined });
    try {
      const before = await Promise.all(Array.from({ length: 4 }, () => seal(keyringOf(renewed))));
      let rotating = true;
      const work = async (): Promise<Sealed[]> => {
        const made: Sealed[] = [];
        while (rotating) {
          const keyring = keyringOf(renewed);
          made.push(await seal(keyring));
          for (const each of [...before.slice(0, 2), ...made.slice(-1)]) expect(await open(keyring, each)).toEqual(VALUE);
        }
        return made;
      };
      const working = work();
      const done = (async () => {
        for (let times = 0; times < 2; times += 1) await rotate();
      })();
      await done.finally(() => (rotating = false));
      const made = await working;
      const [fresh, ...more] = (await states()).toReversed();
      expect([fresh?.retired, more.map(({ tenants }) => tenants)]).toEqual([false, [0, 0]]);
      for (const each of [...before, ...made]) expect(await open(keyringOf(await roots()), each)).toEqual(VALUE);
    } finally {
      renewed.onApplicationShutdown();
      await own.close();
    }
  });

  it('opens for a while yet what was read before it was wrapped anew', async () => {
    const before = (await roots()).current();
    await rotate();
    expect((await roots()).byId(before.id).key).toEqual(before.key);
    await test.query(`update root_keys set retired_at = retired_at - interval '1 minute' where retired_at is not null`);
    expect((await roots()).has(before.id)).toBe(false);
  });

  it('a process that was slow to hear of it makes no key under a root key that was retired', async () => {
    const late = await openRootKeys(sql, access);
    await rotate();
    const renewed = new RenewedRootKeys(late, { open: () => openRootKeys(sql, access), ttlMs: 300_000, log: () => undefined });
    const sealed = await seal(keyringOf(renewed));
    renewed.onApplicationShutdown();
    expect((await states()).map(({ tenants }) => tenants)).toEqual([0, 1]);
    expect(await open(keyringOf(await roots()), sealed)).toEqual(VALUE);
  });

  it.each([
    ['before anything is written', () => ({ access: { ...access, providers: [failing(access.providers[0] as FileProvider)] } })],
    ['while the new root key is written', () => ({ record: failAt('begin') })],
    ['before the first tenant', () => ({ progress: failAfter(0) })],
    ['after the first tenants', () => ({ progress: failAfter(2) })],
    ['before the old root key is retired', () => ({ record: failAt('end') })],
  ] as const)('stopped %s it is taken up where it was, and everything opens in between', async (_when, how) => {
    const sealed = await Promise.all(Array.from({ length: 5 }, async () => seal(keyringOf(await roots()))));
    await expect(rotate(how())).rejects.toThrow('killed');
    for (const each of sealed) expect(await open(keyringOf(await roots()), each)).toEqual(VALUE);
    await rotate();
    expect((await states()).map(({ retired, tenants }) => [retired, tenants])).toEqual([[true, 0], [false, 5]]);
    for (const each of sealed) expect(await open(keyringOf(await roots()), each)).toEqual(VALUE);
  });

  it('wraps for nobody who was planted, and for nobody of a version before until he is vouched for', async () => {
    const planted = (await RecoveryKey.generate()).key;
    const [held] = await test.query<{ mac: Buffer }>(`select mac from root_key_recipients where provider = 'recovery'`);
    for (const mac of [null, Buffer.alloc(32), held?.mac ?? null]) {
      await test.query(`insert into root_key_recipients (root_key_id, provider, recipient, wrapped, mac) select id, 'recovery', $1, '\\x00', $2 from root_keys`, [planted.recipient, mac]);
      await expect(rotate()).rejects.toMatchObject({ code: 'recipient_unknown', message: `Nobody vouches for the recovery key ${planted.recipient} of the root key: parley keys recovery check, with that key, does; parley keys recovery create --replace ends it` });
      await test.query('delete from root_key_recipients where recipient = $1', [planted.recipient]);
    }
    expect(await states()).toHaveLength(1);
    await test.query('update root_key_recipients set mac = null');
    await expect(rotate()).rejects.toMatchObject({ code: 'recipient_unknown' });
    await vouchForOpeners(sql, { ...access, providers: [recovery] });
    // The key file is the operator's own word.
    expect(await rotate()).toMatchObject({ begun: true });
  });

  it('is refused where somebody would lose the root key whom nobody here can ask', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-rotate-'));
    makeKeyFile(join(folder, 'other.key'));
    await addRecipient(sql, access, FileProvider.open(join(folder, 'other.key')));
    rmSync(folder, { recursive: true });
    await expect(rotate()).rejects.toMatchObject({ code: 'recipient_unreachable', message: expect.stringContaining('set PARLEY_ROOT_KEY_FILE') });
    expect(await states()).toHaveLength(1);
  });

  it('keeps the old root key in use, and says so, while a tenant’s key does not open', async () => {
    const sealed = await Promise.all(Array.from({ length: 4 }, async () => seal(keyringOf(await roots()))));
    const [row] = await test.query<{ tenant_id: string; wrapped: Buffer }>('select tenant_id, wrapped from tenant_keys order by tenant_id limit 1');
    const put = (wrapped?: Buffer) => test.query('update tenant_keys set wrapped = $2 where tenant_id = $1', [row?.tenant_id, wrapped]);
    await put(Buffer.alloc(61));
    await expect(rotate()).rejects.toMatchObject({ code: 'tenant_keys_unreadable', message: expect.stringContaining('The keys of 1 apps or accounts') });
    expect((await states()).map(({ retired, tenants }) => [retired, tenants])).toEqual([[false, 1], [false, 3]]);
    await put(row?.wrapped);
    expect(await rotate()).toEqual({ begun: false, tenants: 1 });
    for (const each of sealed) expect(await open(keyringOf(await roots()), each)).toEqual(VALUE);
  });

  it('keeps what opens older copies of tenants’ keys, until it is told to destroy it', async () => {
    const sealed = await seal(keyringOf(await roots()));
    const [copy] = await test.query<{ root_key_id: string; wrapped: Buffer; index_wrapped: Buffer }>('select root_key_id, wrapped, index_wrapped from tenant_keys');
    await rotate();
    const putBack = () => test.query('update tenant_keys set root_key_id = $1, wrapped = $2, index_wrapped = $3', [copy?.root_key_id, copy?.wrapped, copy?.index_wrapped]);
    await test.query('update root_keys set retired_at = null where id = $1', [copy?.root_key_id]);
    await putBack();
    expect(await rotate()).toMatchObject({ begun: false, tenants: 1 });
    expect(await open(keyringOf(await roots()), sealed)).toEqual(VALUE);
    const steps: unknown[] = [];
    expect(await destroyRetiredRootKeys(sql, async (_tx, { step, rootKeyId }) => void steps.push([step, rootKeyId]), 0)).toBe(1);
    expect(steps).toEqual([['destroy', copy?.root_key_id]]);
    expect((await states()).map(({ retired, recipients }) => [retired, recipients])).toEqual([[true, 0], [false, 2]]);
    expect(await open(keyringOf(await roots()), sealed)).toEqual(VALUE);
  });
});

function failAt(at: 'begin' | 'end'): Rotation['record'] {
  return async (_tx, { step }) => {
    if (step === at) throw new Error('killed');
  };
}

const failAfter = (after: number) => (done: number): void => {
  if (done >= after) throw new Error('killed');
};

/** A provider that opens, and dies as it wraps. */
const failing = (provider: FileProvider): RootKeyAccess['providers'][number] => ({
  name: provider.name, setting: provider.setting, recipient: provider.recipient,
  wrap: () => Promise.reject(new Error('killed')),
  unwrap: provider.unwrap.bind(provider),
});
