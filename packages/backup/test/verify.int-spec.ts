import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { confirmedBy, isSound, lsnOfName, parseLsn, sealObject, verifyRepository, ZoneReader, type AppKeys, type Verified, type VerifyOptions, type VerifyParts } from '../src/index.js';
import { ObjectStoreError } from '@parley/object-store';
import { createApp, createKey, Dice, eventually } from '@parley/testing';
import { askForRun, findRun } from '../src/engine/runs.queries.js';
import { manifestNumber } from '../src/format/manifest.js';
import { openObject } from '../src/format/sealed-object.js';
import { encodeRootObject, readRootObject } from '../src/ledger/root-object.js';
import { stamp, unstamp } from '../src/ledger/stamped.js';
import type { OpenLedger } from '../src/ledger/open-ledger.js';
import { damage, KINDS, ZoneFiles } from './support/damage.js';
import { BackedUp } from './support/engine-database.js';

const [ZONES, POSITIONS, SEGMENTS, SNAPSHOTS, FILES, APPS] = [['near', 'far'] as const, 200, 8, 4, 6, 5];
const folderOf = (name: string): string => /^(keys\/\w+|\w+)/.exec(name)?.[0] ?? '';

describe('a repository in two zones', () => {
  let of: BackedUp;
  let ledger: OpenLedger;
  let good: ReadonlyMap<string, Buffer>;
  const files = {} as Record<(typeof ZONES)[number], ZoneFiles>;

  const mendKeys = async (): Promise<void> => {
    for (const zone of ZONES) await of.mirrorKeys(zone, ledger.keys);
  };
  const parts = (more: Partial<VerifyParts> = {}): VerifyParts => ({
    zones: ZONES.map((name) => of.zone(name)), keys: ledger.keys, trusted: [of.signer.key], mendKeys, ...more,
  });
  const verify = (options: VerifyOptions = {}, more: Partial<VerifyParts> = {}): Promise<Verified> => verifyRepository(parts({ appKey: ledger.appKey, ...more }), options);
  const told = ({ findings }: Verified): string[] => findings.map(({ zone, name }) => `${zone} ${name}`).sort();
  const named = (prefix: string): string[] => files.near.names().filter((name) => name.startsWith(prefix));

  /** What an object may have been before: another one of its kind, or in the ledger what was sealed of other rows. */
  const older = async (name: string, bytes: Buffer): Promise<Buffer> => {
    if (name === 'keys/root') return encodeRootObject(ledger.keys, { ...readRootObject(bytes), region: 'before', at: 1 });
    if (name.startsWith('keys/revoked/')) return good.get(named('keys/revoked/').find((each) => each !== name) ?? '') ?? Buffer.alloc(0);
    if (!name.startsWith('keys/')) return good.get([...good.keys()].find((each) => folderOf(each) === folderOf(name) && each !== name) ?? '') ?? Buffer.alloc(0);
    const kind = name.startsWith('keys/tenants/') ? 'tenants' : 'secret';
    const { content } = unstamp(await openObject(ledger.keys, kind, name, bytes));
    return sealObject(ledger.keys, kind, name, stamp({ at: 1, content: Buffer.concat([content, Buffer.from(' ')]) }));
  };

  beforeAll(async () => {
    of = await BackedUp.create();
    for (const name of ZONES) files[name] = new ZoneFiles(of.placeOf(name));
    const engine = of.engine();
    engine.start();
    const sql = of.runtime.database.system();
    await eventually('a chain begins', async () => (await of.overview()).chain !== undefined);
    for (let n = 0; n < APPS; n += 1) {
      const { id, accountId } = await createApp(of.database);
      const key = await createKey(of.database, { accountId });
      await of.database.query('delete from api_keys where id = $1', [key.id]);
      await sql.transaction((tx) => of.keys.keyring.create(tx, id, [{ subject: `conversation:${randomBytes(12).toString('hex')}`, items: [] }]));
      // So many rows that they have a frame of their own.
      await of.database.query(`insert into users (app_id, id, signed_up_at, created_at, sealed_details) select $1, 'u' || n, now(), now(), '' from generate_series(1, 400) n`, [id]);
      for (let file = 0; file * APPS < FILES; file += 1) {
        const name = `${id}/${randomBytes(12).toString('hex')}`;
        await of.files.write(name, (async function* () { yield randomBytes(3000); })());
        await of.database.query("insert into attachments (app_id, id, object_name, is_public, for_message, sealed_details) values ($1, $2, $3, false, false, '\\x00')", [id, randomBytes(12).toString('hex'), name]);
      }
    }
    const allAt = async (zone: string, prefix: string): Promise<number> => {
      let count = 0;
      for await (const { name } of of.zone(zone).store.list(prefix)) count += name === '' ? 0 : 1;
      return count;
    };
    await eventually('files are copied', async () => (await allAt('far', 'files/')) >= FILES && (await allAt('near', 'files/')) >= FILES);
    for (let n = 0; n < SNAPSHOTS; n += 1) {
      await of.mark();
      const run = await askForRun(sql, 'snapshot', 'operator');
      await eventually('a snapshot is taken', async () => (await findRun(sql, run))?.state === 'done');
    }
    await eventually('segments come', async () => {
      await of.mark();
      return (await allAt('near', 'chains/')) >= SEGMENTS;
    });
    await eventually('the zones have the same', async () => (await Promise.all(['chains/', 'packs/', 'manifests/'].map(async (prefix) => (await allAt('near', prefix)) === (await allAt('far', prefix))))).every(Boolean));
    await eventually('the database knows how far the zones are', async () => {
      const { chains: [confirmed], manifest } = await confirmedBy(sql);
      const fourth = named('chains/')[4]?.slice(-16) ?? '';
      return confirmed !== undefined && parseLsn(confirmed.lsn) >= lsnOfName(fourth) && manifest === manifestNumber(named('manifests/').at(-1) ?? '');
    });
    await engine.stop();
    ledger = await of.ledger('near');
    good = new Map(files.near.names().map((name) => [name, files.near.read(name)]));
  }, 120_000);
  afterAll(() => of.close());

  it('is sound, down to the last frame', async () => {
    let far = 0;
    const seen = await verify({ progress: (done, total) => { far = done / total; } }, { confirmed: await confirmedBy(of.runtime.database.system()) });
    expect(seen).toMatchObject({ findings: [], unnamed: 0, objects: good.size });
    expect(far).toBe(1);
    for (const prefix of ['packs/', 'manifests/', 'chains/', 'files/', 'keys/tenants/', 'keys/store/', 'keys/revoked/']) expect([prefix, named(prefix).length > 2]).toEqual([prefix, true]);
  }, 30_000);

  it('shows each of 200 seeded damages before a restore starts, and is mended by the other zone', async () => {
    const dice = new Dice('two hundred positions');
    const met = new Map<string, number>();
    for (let done = 0; done < POSITIONS; ) {
      const damaged = new Set<string>();
      const free = (): string[] => [...good.keys()].filter((name) => ZONES.every((zone) => !damaged.has(`${zone} ${name}`)));
      for (; damaged.size < 25 && done + damaged.size < POSITIONS; ) {
        const [zone, name, kind] = [dice.pick(ZONES), dice.pick(free()), dice.pick(KINDS)];
        const siblings = free().filter((each) => folderOf(each) === folderOf(name) && !files[zone].read(each).equals(files[zone].read(name)));
        for (const each of await damage(kind, { files: files[zone], dice, older }, name, siblings)) damaged.add(`${zone} ${each}`);
        met.set(`${kind} ${folderOf(name)}`, (met.get(`${kind} ${folderOf(name)}`) ?? 0) + 1);
      }
      done += damaged.size;
      expect(told(await verify({ repair: true }))).toEqual([...damaged].sort());
      expect((await verify()).findings).toEqual([]);
      for (const [zone = '', name = ''] of [...damaged].map((each) => each.split(' '))) if (!name.startsWith('keys/')) await readsGood(zone, name);
    }
    expect(new Set([...met.keys()].map((each) => each.split(' ')[0]))).toEqual(new Set(KINDS));
    expect((await of.ledger('near')).rows).toEqual((await of.ledger('far')).rows);
  }, 60_000);

  it('writes no keys itself but has them written by who writes backups: what came meanwhile is never undone by what was good before', async () => {
    const [name = ''] = named('keys/store/');
    const bad = { name, zone: 'far', fault: 'missing', lost: false };
    const putBack = ZONES.map((zone) => files[zone].kept([name]));
    files.far.remove(name);
    expect((await verify({ repair: true }, { mendKeys: undefined })).findings).toEqual([bad]);
    expect(files.far.names()).not.toContain(name);
    const newer = await sealObject(ledger.keys, 'secret', name, stamp({ at: Date.now(), content: Buffer.of() }));
    const erased = async (): Promise<void> => ZONES.forEach((zone) => files[zone].write(name, newer));
    expect((await verify({ repair: true }, { mendKeys: erased })).findings).toEqual([{ ...bad, repaired: name }]);
    for (const zone of ZONES) expect(files[zone].read(name)).toEqual(newer);
    // Nothing says that it is gone as well as saying so.
    files.far.remove(name);
    expect((await verify()).findings).toEqual([]);
    for (const each of putBack) each();
  }, 30_000);

  /** A restore that has this zone alone. */
  async function readsGood(zone: string, name: string): Promise<void> {
    const same = (_name: string, bytes: Buffer): void => {
      if (!bytes.equals(good.get(name) ?? Buffer.alloc(0))) throw new Error(`${name} is not what it was`);
    };
    expect((await new ZoneReader([of.zone(zone)]).read(name, { verify: same })).zone).toBe(zone);
  }

  /** Damages what no zone keeps a good copy of, and puts it back. */
  async function withDamaged(names: readonly string[], harm: (file: ZoneFiles, name: string) => void, look: () => Promise<void>): Promise<void> {
    const putBack = ZONES.map((zone) => files[zone].kept([...good.keys()]));
    try {
      for (const zone of ZONES) for (const name of names) harm(files[zone], name);
      await look();
    } finally {
      for (const each of putBack) each();
    }
    expect((await verify()).findings).toEqual([]);
  }

  it('says what is lost where both zones are damaged, and writes nothing', async () => {
    const names = ['packs/', 'manifests/', 'chains/', 'files/', 'keys/tenants/'].map((prefix) => named(prefix)[1] ?? '');
    await withDamaged(names, (file, name) => file.write(name, file.read(name).subarray(0, 20)), async () => {
      const seen = await verify({ repair: true }, { mendKeys: undefined });
      for (const name of names) expect(seen.findings.filter((each) => each.name === name && each.zone !== undefined).map(({ lost, repaired }) => [lost, repaired])).toEqual([[true, undefined], [true, undefined]]);
      expect(isSound(seen)).toBe(false);
    });
  }, 30_000);

  it('says where segments or manifests are gone from every zone, within a chain and, by the database, at its end', async () => {
    const segments = named('chains/');
    const [inner = '', manifest = ''] = [segments[3], named('manifests/')[2]];
    const confirmed = await confirmedBy(of.runtime.database.system());
    await withDamaged([inner, manifest], (file, name) => file.removeAll(name), async () => {
      expect((await verify({ repair: true })).findings).toEqual(expect.arrayContaining([expect.objectContaining({ name: inner, fault: 'missing', lost: true }), expect.objectContaining({ name: manifest, fault: 'missing', lost: true })]));
    });
    await withDamaged(segments.slice(3), (file, name) => file.removeAll(name), async () => {
      const isBehind = ({ findings }: Verified): unknown[] => findings.filter(({ fault }) => fault === 'behind');
      expect(isBehind(await verify())).toEqual([]);
      const end = (segments[2] ?? '').slice(-16);
      expect(isBehind(await verify({}, { confirmed }))).toEqual([{ fault: 'behind', lost: true, name: expect.stringContaining(`/${end}-`) }]);
    });
    const newest = named('manifests/').slice(-2);
    await withDamaged(newest, (file, name) => file.removeAll(name), async () => {
      expect((await verify()).findings).toEqual([]);
      expect((await verify({}, { confirmed })).findings).toEqual([{ name: newest[1], fault: 'behind', lost: true }]);
    });
  }, 30_000);

  it('shows in each share what is missing, and what was changed in the share that reads it', async () => {
    const [gone = '', ...changed] = [...named('packs/'), ...named('files/'), ...named('chains/')];
    await withDamaged([gone], (file, name) => file === files.far && file.removeAll(name), async () => {
      for (const name of changed) files.far.write(name, Buffer.alloc(good.get(name)?.length ?? 0));
      const found = (await Promise.all([0, 1, 2].map((part) => verify({ share: { part, of: 3 } })))).map((seen) => told(seen).map((each) => each.slice('far '.length)));
      for (const each of found) expect(each).toContain(gone);
      for (const name of changed) expect(found.filter((each) => each.includes(name)).length).toBeGreaterThan(0);
      for (const name of changed.filter((each) => !each.startsWith('chains/'))) expect(found.filter((each) => each.includes(name))).toHaveLength(1);
    });
  }, 30_000);

  it('tells of a zone that does not answer once, and calls nothing lost that it may have', async () => {
    const fails = async (): Promise<never> => { throw new ObjectStoreError('unavailable', 'gone'); };
    const list = async function* (): AsyncGenerator<never> { yield await fails(); };
    const near = of.zone('near');
    const silent = { name: 'far', store: { create: fails, createOwn: fails, read: fails, stat: fails, list } };
    const name = named('packs/')[0] ?? '';
    await withDamaged([name], (file, each) => file.removeAll(each), async () => {
      const { findings } = await verify({ repair: true }, { zones: [near, silent] });
      expect(findings.filter(({ zone }) => zone === 'far')).toEqual([expect.objectContaining({ fault: 'unavailable', lost: false })]);
      expect(findings).toContainEqual({ zone: 'near', name, fault: 'missing', lost: false });
    });
  }, 30_000);

  it('shows frames that do not open under the key of their app', async () => {
    const wrong: AppKeys = async (app) => (await ledger.appKey(app)) && randomBytes(32);
    const { findings } = await verify({}, { appKey: wrong });
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ name, lost }) => name.startsWith('packs/') && lost)).toBe(true);
  }, 30_000);
});
