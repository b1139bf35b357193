import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { formatVerifierKey, signerOf } from '@parley/audit-log';
import { addRecipient, makeKeyring, makeKeys, RecoveryKey, type Keyring, type Keys } from '@parley/crypto-at-rest';
import { createApp, createTestDatabase, MemoryKeyStore, openDatabase, sqlOf, testKeyringParts, testRootKeyAccess, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { LedgerStamps } from '../src/engine/ledger-stamps.js';
import { LedgerMirror, type LedgerSource } from '../src/ledger/ledger-mirror.js';
import { namedSecrets, readLedgerRows, secretEpoch, writeLedgerRows, LEDGER_TABLES } from '../src/ledger/ledger-rows.js';
import { openLedger } from '../src/ledger/open-ledger.js';
import { appKeysOf, makeRepositoryKeys } from '../src/ledger/repository-key.js';
import type { RepositoryKeys } from '../src/format/repository-keys.js';
import { MemoryLedger } from './support/memory-ledger.js';

const repository = { id: 'r1', environment: 'development' };
const signer = signerOf('parley', generateKeyPairSync('ed25519').privateKey);
const place = { table: 'conversations', row: 'c', column: 'sealed_metadata' };

describe('the ledger of keys', () => {
  let database: TestDatabase;
  let admin: OpenDatabase;
  let keys: RepositoryKeys;
  let appId: Awaited<ReturnType<typeof createApp>>['id'];
  let cell: Buffer;
  let clock = 1000;
  const lost: string[] = [];
  const store = new MemoryKeyStore();
  let all: Keys;
  let keyring: Keyring;

  const source = (): LedgerSource => ({
    keys, region: 'local', rows: () => readLedgerRows(sqlOf(database)), secrets: store, epochOf: (name) => secretEpoch(sqlOf(database), name), named: () => namedSecrets(sqlOf(database)), lost: (name) => lost.push(name), verifierKeys: () => [formatVerifierKey(signer.key)], stamp: () => (clock += 1),
  });
  const mirrored = async (): Promise<MemoryLedger> => {
    const ledger = new MemoryLedger();
    await new LedgerMirror(source(), ledger).mirrorAll();
    return ledger;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    admin = openDatabase(database.adminUrl, 4);
    all = makeKeys(testKeyringParts({ store }));
    ({ keyring } = all);
    ({ id: appId } = await createApp(database));
    keys = await makeRepositoryKeys(sqlOf(database), keyring, repository);
    const [[made]] = (await admin.database.system().transaction((tx) => keyring.create(tx, appId, [{ subject: 'conversation:c', items: [{ place, value: 'said' }] }]))) as [[Buffer]];
    cell = made;
    await store.write('erasures/e1', Buffer.from('{}'));
  });
  afterAll(async () => {
    await admin.close();
    await database.close();
  });

  it('opens by who keeps the root key, and gives back rows, secrets and signers, and the same keys', async () => {
    const ledger = await mirrored();
    const mirror = new LedgerMirror(source(), ledger);
    await mirror.revoke(['app_1', 'app_2']);
    const opened = await openLedger([ledger], testRootKeyAccess());
    expect(opened.rows.root_keys).toEqual((await readLedgerRows(sqlOf(database))).root_keys);
    expect(opened.rows.tenant_keys).toHaveLength(2);
    expect(opened.verifierKeys).toEqual([formatVerifierKey(signer.key)]);
    expect(await opened.revoked()).toEqual(['app_1', 'app_2']);
    expect(opened.keys.chunkId('t', 'a', cell)).toBe(keys.chunkId('t', 'a', cell));
    const secrets = new Map<string, Buffer>();
    for await (const { name, content } of opened.secrets()) secrets.set(name, content);
    expect(secrets).toEqual(store.objects);
    const frameKey = await opened.appKey(appId);
    expect(frameKey).toHaveLength(32);
    expect(frameKey).toEqual(await keyring.index(sqlOf(database), appId, 'backup frames', repository.id));
    expect(await opened.appKey('another')).toBeUndefined();
  });

  it('shows no secret of the key store and no name of an app in clear', async () => {
    const { objects } = await mirrored();
    const [secret = Buffer.of()] = [...store.objects.values()].map((object) => object.subarray(1, 33));
    for (const object of objects.values()) expect(object.includes(secret)).toBe(false);
    expect(objects.get('root')?.includes(appId)).toBe(false);
  });

  it('knows deleted API keys by what it sealed, and by nothing else that lies there, and shows nobody which they were', async () => {
    const [ledger, other] = [await mirrored(), await mirrored()];
    for (const each of [ledger, other]) await new LedgerMirror(source(), each).revoke(['app_1', 'app_2']);
    const [first = '', second = ''] = [...ledger.objects.keys()].filter((name) => name.startsWith('revoked/')).sort();
    for (const [name, object] of ledger.objects) expect(`${name} ${object.toString('latin1')}`).not.toMatch(/app_[12]/);
    ledger.objects.set('revoked/app_3', Buffer.from('{"id":"app_3"}'));
    ledger.objects.set(first, ledger.objects.get(second) ?? Buffer.of());
    expect(await (await openLedger([ledger, other], testRootKeyAccess())).revoked()).toEqual(['app_1', 'app_2']);
    // A key that may have been deleted opens nothing by accident.
    await expect((await openLedger([ledger], testRootKeyAccess())).revoked()).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('opens by the recovery key alone, and fills an empty database that then opens what was sealed', async () => {
    const recovery = await RecoveryKey.generate();
    await addRecipient(admin.database.system(), testRootKeyAccess(), recovery.key);
    const opened = await openLedger([await mirrored()], { environment: 'development', providers: [recovery.key], faults: [] });
    const fresh = await createTestDatabase();
    try {
      await fresh.query(`truncate ${LEDGER_TABLES.join(', ')} cascade`);
      await writeLedgerRows(sqlOf(fresh), opened.rows);
      expect(await readLedgerRows(sqlOf(fresh))).toEqual(await readLedgerRows(sqlOf(database)));
      const restored = new MemoryKeyStore();
      for await (const { name, content } of opened.secrets()) await restored.write(name, content);
      // What packs and segments bring.
      for (const table of ['key_shards', 'data_keys']) {
        const rows = await database.query<{ row: object }>(`select to_jsonb(t) as row from ${table} t`);
        await fresh.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [JSON.stringify(rows.map(({ row }) => row))]);
      }
      const own = makeKeyring(testKeyringParts({ store: restored }));
      expect(await own.openOne(sqlOf(fresh), { tenant: appId, subject: 'conversation:c', place, cell })).toBe('said');
    } finally {
      await fresh.close();
    }
  });

  it('is refused in another environment, when changed, and without a root key that opens', async () => {
    const ledger = await mirrored();
    await expect(openLedger([ledger], testRootKeyAccess(undefined, 'production'))).rejects.toMatchObject({ code: 'unreadable' });
    await expect(openLedger([ledger], { environment: 'development', providers: [(await RecoveryKey.generate()).key], faults: [] })).rejects.toMatchObject({ code: 'root_key_foreign' });
    await expect(openLedger([new MemoryLedger()], testRootKeyAccess())).rejects.toMatchObject({ code: 'missing' });
    const root = ledger.objects.get('root') ?? Buffer.of();
    const stranger = formatVerifierKey(signerOf('parley', generateKeyPairSync('ed25519').privateKey).key);
    ledger.objects.set('root', Buffer.from(root.toString().replace(JSON.stringify(formatVerifierKey(signer.key)).slice(1, -1), JSON.stringify(stranger).slice(1, -1))));
    await expect(openLedger([ledger], testRootKeyAccess())).rejects.toMatchObject({ code: 'unreadable' });
    const other = await mirrored();
    expect((await openLedger([ledger, other], testRootKeyAccess())).verifierKeys).not.toContain(stranger);
    ledger.objects.set('root', root.subarray(0, -5));
    await expect(openLedger([ledger], testRootKeyAccess())).rejects.toMatchObject({ code: 'malformed' });
    expect((await openLedger([ledger, other], testRootKeyAccess())).keys).toBeDefined();
  });

  it('is written where something has changed only, also by a process that has just started', async () => {
    const ledger = await mirrored();
    ledger.writes = [];
    await new LedgerMirror(source(), ledger).mirrorAll();
    expect(ledger.writes).toEqual([]);
    await store.write(`${appId}/other`, randomBytes(33));
    await new LedgerMirror(source(), ledger).mirrorAll();
    expect(ledger.writes).toEqual([`store/${appId}/other`]);
    await store.destroy(`${appId}/other`);
    await new LedgerMirror(source(), ledger).mirrorAll();
    expect((await openLedger([ledger], testRootKeyAccess())).keys).toBeDefined();
    for await (const { name } of (await openLedger([ledger], testRootKeyAccess())).secrets()) expect(name).not.toContain('other');
  });

  it('keeps the secrets of a key store that is lost, and what is on record as erased, until they are there again', async () => {
    const ledger = await mirrored();
    const [before, empty] = [new Map(ledger.objects), new MemoryKeyStore()];
    const emptied = { ...source(), secrets: empty };
    const shards = [...store.objects.keys()].filter((name) => !name.startsWith('erasures/')).sort();
    await new LedgerMirror(emptied, ledger).mirrorAll();
    expect([...new Set(lost)].sort()).toEqual(shards);
    await new LedgerMirror(emptied, ledger).mirrorSecrets([...shards, 'erasures/e1']);
    // A zone that never had it does not say that it is gone, either: it would be believed, as the newest.
    const other = new MemoryLedger();
    await new LedgerMirror(emptied, other).mirrorSecrets([...shards, 'erasures/e1']);
    expect(other.writes).toEqual([]);
    const secretsIn = (objects: ReadonlyMap<string, Buffer>) => [...objects].filter(([name]) => name.startsWith('store/'));
    expect(secretsIn(before).length).toBeGreaterThan(1);
    expect(secretsIn(ledger.objects)).toEqual(secretsIn(before));
    await new LedgerMirror(source(), ledger).mirrorAll();
    expect(secretsIn(ledger.objects)).toEqual(secretsIn(before));
  });

  it('keeps the newer secrets of a zone where the key store was put back to an older state, or is damaged, until it is as it was last', async () => {
    const { id: app } = await createApp(database);
    const subjects = ['conversation:gone', 'conversation:kept'] as const;
    await admin.database.system().transaction((tx) => keyring.create(tx, app, subjects.map((subject) => ({ subject, items: [] }))));
    const shard = [...store.objects.keys()].find((name) => name.startsWith(app)) ?? '';
    const old = Buffer.from((await store.read(shard)) ?? '');
    const [late, present] = [await mirrored(), await mirrored()];
    await all.destroyer.destroy(admin.database, app, [{ subject: 'conversation:gone' }], { signal: new AbortController().signal });
    const now = Buffer.from((await store.read(shard)) ?? '');
    await new LedgerMirror(source(), present).mirrorAll();
    const secretIn = async (ledger: MemoryLedger) => (await openLedger([ledger], testRootKeyAccess())).secret(shard);
    const cut = now.subarray(0, -1);
    for (const state of [old, cut]) {
      await store.write(shard, state);
      for (const how of ['all', 'one'] as const) {
        lost.splice(0);
        const mirror = new LedgerMirror(source(), present);
        await (how === 'all' ? mirror.mirrorAll() : mirror.mirrorSecrets([shard]));
        expect([await secretIn(present), lost]).toEqual([now, [shard]]);
      }
    }
    await store.write(shard, now);
    for (const ledger of [late, present]) await new LedgerMirror(source(), ledger).mirrorAll();
    expect([await secretIn(late), await secretIn(present)]).toEqual([now, now]);
    // A later state than the database's, as after a crash between the two, is what counts; also of a version that is not known here.
    const later = Buffer.from(now.toString('latin1').replace('"epoch":2', '"epoch":3'), 'latin1');
    for (const state of [later, Buffer.concat([Buffer.of(9), later.subarray(1)])]) {
      await store.write(shard, state);
      await new LedgerMirror(source(), present).mirrorSecrets([shard]);
      expect(await secretIn(present)).toEqual(state);
    }
    await store.write(shard, now);
  });

  it('counts, of zones that differ, as the one has it that heard last; and takes from another what one has damaged', async () => {
    const [late, present] = [await mirrored(), await mirrored()];
    const shard = [...store.objects.keys()].find((name) => name.startsWith(appId)) ?? '';
    const before = await store.read(shard);
    // The next state of the shard, whose row has not followed yet.
    const next = Buffer.from((before ?? Buffer.of()).toString('latin1').replace('"epoch":1', '"epoch":2'), 'latin1');
    await store.write(shard, next);
    await new LedgerMirror(source(), present).mirrorSecrets([shard]);
    const secretOf = async (zones: MemoryLedger[]): Promise<Buffer | undefined> => {
      for await (const { name, content } of (await openLedger(zones, testRootKeyAccess())).secrets()) if (name === shard) return content;
      return undefined;
    };
    expect(await secretOf([late, present])).toEqual(next);
    expect(await secretOf([late])).toEqual(before);
    const object = present.objects.get(`store/${shard}`) ?? Buffer.of();
    present.objects.set(`store/${shard}`, object.subarray(0, -1));
    expect(await secretOf([present, late])).toEqual(before);
    await expect(secretOf([present])).rejects.toMatchObject({ code: 'unreadable' });
    await store.write(shard, before ?? Buffer.of());
  });

  it('counts as the last writer has it, also where that one’s clock was set back', async () => {
    const sql = admin.database.system();
    const [first, second] = [new LedgerStamps(sql, () => 3_600_000), new LedgerStamps(sql, () => 5)];
    const [near, far] = [new MemoryLedger(), new MemoryLedger()];
    const name = `erasures/${randomBytes(4).toString('hex')}`;
    const mirror = async (by: LedgerStamps, ledger: MemoryLedger, content: string) => {
      await store.write(name, Buffer.from(content));
      const worker = new LedgerMirror({ ...source(), stamp: by.take }, ledger);
      await worker.mirrorRows();
      await worker.mirrorSecrets([name]);
    };
    for (const each of [near, far]) await mirror(first, each, 'before');
    await mirror(second, far, 'after');
    expect((await (await openLedger([near, far], testRootKeyAccess())).secret(name))?.toString()).toBe('after');
    const given = await Promise.all(Array.from({ length: 1500 }, () => second.take()));
    expect(given[0]).toBeGreaterThan(3_600_000);
    for (const [index, each] of given.entries()) if (index > 0) expect(each).toBeGreaterThan(given[index - 1] ?? 0);
    second.close();
    await expect(mirror(second, far, 'when it is over')).rejects.toMatchObject({ code: 'closed' });
    await store.destroy(name);
  });

  it('forgets the frames of an app whose keys were destroyed, in each zone that has heard of it', async () => {
    const { id: gone } = await createApp(database);
    await admin.database.system().transaction((tx) => keyring.create(tx, gone, [{ subject: 'conversation:d', items: [] }]));
    const ledger = await mirrored();
    expect(await (await openLedger([ledger], testRootKeyAccess())).appKey(gone)).toHaveLength(32);
    await all.destroyer.destroyTenant(admin.database, gone, { signal: new AbortController().signal });
    await new LedgerMirror(source(), ledger).mirrorAll();
    const opened = await openLedger([ledger], testRootKeyAccess());
    expect(await opened.appKey(gone)).toBeUndefined();
    for await (const { name } of opened.secrets()) expect(name).not.toContain(gone);
    expect(await opened.appKey(appId)).toHaveLength(32);
  });

  it('has the same keys for a worker that reads the rows as for one that asks the keyring', async () => {
    const rows = await readLedgerRows(sqlOf(database));
    const { roots, installation } = testKeyringParts();
    expect(await appKeysOf(rows.tenant_keys, roots, installation, repository.id)(appId)).toEqual(await keyring.index(sqlOf(database), appId, 'backup frames', repository.id));
  });
});
