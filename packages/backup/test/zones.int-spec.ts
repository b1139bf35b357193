import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expiringStore, openZones, prepareZone, ZoneReader, type WriterLease, type Zone, type ZonePlace } from '@parley/backup';
import { awsEnvironment, eventually, s3Server, type S3Server } from '@parley/testing';
import { DeleteRights } from '../src/engine/delete-rights.js';
import { listFiles } from '../src/zones/directory/list-files.js';

const REPOSITORY = { id: 'r1', environment: 'production' };
const OTHERS = [{ id: 'r2', environment: 'production' }, { id: 'r1', environment: 'staging' }];
const PATIENT = { connect: 2000, answer: 10_000, together: 20_000, attempts: 1 };
const HURRY = { connect: 1000, answer: 150, together: 300, attempts: 1 };

let directory: string;
let s3: S3Server;
let restore: () => void;
let number = 0;

const bucket = (name: string, prefix = 'backups') => `s3://${name}/${prefix}?region=${s3.region}&endpoint=${encodeURIComponent(s3.endpoint)}`;
/** A place of its own, in each kind of store. */
function freshPlace(kind: 'a directory' | 'a bucket'): string {
  number += 1;
  if (kind === 'a directory') return join(directory, `zone${number}`);
  s3.bucket(`zone-${number}`);
  return bucket(`zone-${number}`);
}
const zoneIn = (place: string, more: Partial<ZonePlace> = {}, options = {}): Zone => openZones([{ name: 'eu', place, ...more }], options)[0]!;
async function listed(list: AsyncIterable<{ name: string; size: number }>): Promise<[string, number][]> {
  const all: [string, number][] = [];
  for await (const { name, size } of list) all.push([name, size]);
  return all;
}
const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message);

beforeAll(async () => {
  [directory, s3] = [await mkdtemp(join(tmpdir(), 'parley-zones-')), await s3Server({ mostKeys: 3 })];
  restore = awsEnvironment(s3.credentials);
});
afterAll(async () => {
  restore();
  await s3.close();
  await rm(directory, { recursive: true });
});
beforeEach(() => s3.behave('works'));

describe.each(['a directory', 'a bucket'] as const)('a zone in %s', (kind) => {
  it('has objects once and whole, in parts, with their sizes, in the order of their bytes', async () => {
    const { store } = zoneIn(freshPlace(kind));
    const content = randomBytes(100_000);
    const names = ['chains/a-1/0', 'chains/a/00', 'chains/a/01', 'chains/a/01~1', 'chains/a/1/x', 'chains/a0', 'packs/0a/0a11', 'packs/0b/0b'];
    for (const name of names.toReversed()) await store.create(name, name === 'packs/0b/0b' ? content : Buffer.from(name));
    expect(await codeOf(store.create('packs/0b/0b', Buffer.from('another')))).toBe('condition');
    expect((await store.read('packs/0b/0b'))?.equals(content)).toBe(true);
    expect((await store.read('packs/0b/0b', { from: 99_990, to: 200_000 }))?.equals(content.subarray(99_990))).toBe(true);
    expect((await store.read('packs/0b/0b', { from: 5, to: 7 }))?.equals(content.subarray(5, 7))).toBe(true);
    expect([await store.read('packs/0c/0c'), await store.read('packs/0c/0c', { from: 0, to: 1 }), await store.stat('packs/0c/0c'), await store.stat('packs/0b')]).toEqual([undefined, undefined, undefined, undefined]);
    expect(await store.stat('packs/0b/0b')).toMatchObject({ size: 100_000 });
    const sized = (prefix: string) => names.filter((name) => name.startsWith(prefix)).map((name) => [name, name === 'packs/0b/0b' ? 100_000 : name.length]);
    for (const prefix of ['', 'chains/', 'chains/a/', 'chains/a/0', 'packs/0', 'none/']) expect(await listed(store.list(prefix))).toEqual(sized(prefix));
    expect(await listed(store.list('chains/', 'chains/a/01'))).toEqual(sized('chains/').slice(3));
    for (const name of ['../x', '/x', 'a//b', 'a/..', '.x', 'a/.x', 'a b', 'x'.repeat(151), '']) await expect(store.create(name, content)).rejects.toThrow('Not a name');
  });

  it('writes over nothing but keys/', async () => {
    const zone = zoneIn(freshPlace(kind));
    await prepareZone(zone, REPOSITORY);
    for (const text of ['one', 'two', '']) await zone.ledger.replace('store/a/b', Buffer.from(text));
    await zone.ledger.replace('root', Buffer.from('root'));
    expect([await zone.ledger.read('store/a/b'), await zone.ledger.read('none')]).toEqual([Buffer.alloc(0), undefined]);
    expect(await listed(zone.ledger.list('') as AsyncIterable<{ name: string; size: number }>)).toEqual([['root', 4], ['store/a/b', 0]]);
    expect((await listed(zone.store.list(''))).map(([name]) => name)).toEqual(['keys/root', 'keys/store/a/b', 'repository']);
    await expect(zone.ledger.replace('../repository', Buffer.from('x'))).rejects.toThrow('Not a name');
  });

  it('is one repository\'s of one environment, and nobody else\'s', async () => {
    const place = freshPlace(kind);
    const first = await prepareZone(zoneIn(place), REPOSITORY);
    expect(await prepareZone(zoneIn(place), REPOSITORY)).toEqual({ ...first, fresh: false });
    expect(first.fresh).toBe(true);
    for (const other of OTHERS) expect(await codeOf(prepareZone(zoneIn(place), other))).toBe('foreign');
    // The keys' place is asked too.
    const keys = freshPlace(kind);
    await prepareZone(zoneIn(freshPlace(kind), { keysPlace: keys }), REPOSITORY);
    expect(await codeOf(prepareZone(zoneIn(freshPlace(kind), { keysPlace: keys }), OTHERS[0]!))).toBe('foreign');
    // A disk that is not mounted.
    expect(await codeOf(prepareZone(zoneIn(freshPlace(kind)), REPOSITORY, first.placeId))).toBe('lost_zone');
  });

  it('is written by one of several that come at once', async () => {
    const { store } = zoneIn(freshPlace(kind));
    const came = await Promise.all(Array.from({ length: 8 }, (_, n) => codeOf(store.create('chains/c/1', Buffer.alloc(50_000, n)))));
    expect(came.filter((code) => code === 'done')).toHaveLength(1);
    expect(came.filter((code) => code === 'condition')).toHaveLength(7);
    expect(await store.read('chains/c/1')).toEqual(Buffer.alloc(50_000, came.indexOf('done')));
  });

  it('loses objects to expiry alone', async () => {
    const place = freshPlace(kind);
    const { store } = zoneIn(place);
    await store.create('packs/aa/aa', Buffer.from('x'));
    const expiring = expiringStore({ name: 'eu', place });
    for (const name of ['packs/aa/aa', 'packs/aa/aa', 'packs/none/none']) await expiring.destroy(name);
    expect([await store.stat('packs/aa/aa'), 'destroy' in zoneIn(place).ledger]).toEqual([undefined, false]);
  });

  it('whose copy is bad, gone or away is read from the next one, and repaired beside what is there', async () => {
    const places = [freshPlace(kind), freshPlace(kind)];
    const zones = openZones(places.map((place, n) => ({ name: `z${n}`, place })));
    const [good, bad] = [randomBytes(1000), randomBytes(1000)];
    const verify = (_name: string, bytes: Buffer) => {
      if (!bytes.equals(good)) throw new Error('not what it was');
    };
    await zones[0]!.store.create('packs/aa/one', bad);
    for (const name of ['packs/aa/one', 'packs/aa/two']) await zones[1]!.store.create(name, good);
    const reader = new ZoneReader(zones);
    expect(await reader.read('packs/aa/one', { verify })).toEqual({ bytes: good, zone: 'z1', name: 'packs/aa/one', failures: [{ zone: 'z0', name: 'packs/aa/one', reason: 'bad' }] });
    expect(await reader.read('packs/aa/two', { verify })).toMatchObject({ zone: 'z1', failures: [{ zone: 'z0', reason: 'missing' }] });
    expect(await reader.repair('z0', 'packs/aa/one', good)).toBe('packs/aa/one~1');
    expect(await reader.repair('z0', 'packs/aa/one', good)).toBe('packs/aa/one~1');
    expect(await reader.repair('z0', 'packs/aa/two', good)).toBe('packs/aa/two');
    expect(await reader.read('packs/aa/one', { verify, range: undefined })).toMatchObject({ zone: 'z0', name: 'packs/aa/one~1', failures: [{ name: 'packs/aa/one' }] });
    expect(await reader.read('packs/aa/two', { verify })).toMatchObject({ zone: 'z0', failures: [] });
    expect(await zones[0]!.store.read('packs/aa/one')).toEqual(bad);
    await expect(reader.read('packs/aa/three', { verify })).rejects.toMatchObject({ code: 'missing', message: expect.stringContaining('z0: packs/aa/three missing, z1: packs/aa/three missing') });
  });
});

describe('a directory', () => {
  it('is another zone only where neither lies in the other', async () => {
    const [one, link] = [freshPlace('a directory'), freshPlace('a directory')];
    await mkdir(one);
    await symlink(one, link);
    const codes = (places: Partial<ZonePlace>[]) => {
      try {
        openZones(places.map((each, n) => ({ name: `z${n}`, place: freshPlace('a directory'), ...each })));
        return 'done';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    for (const other of [one, `${one}/`, link, join(one, 'below'), join(link, 'below')]) expect([codes([{ place: one }, { place: other }]), codes([{ place: other }, { place: one }]), codes([{ keysPlace: other }, { place: one }])]).toEqual(['same_place', 'same_place', 'same_place']);
    expect(codes([{ name: 'a' }, { name: 'a' }])).toBe('same_place');
    expect(codes([{ place: bucket('bucket-1', 'a') }, { place: bucket('bucket-1', 'a/b') }])).toBe('same_place');
    expect([codes([{ place: one }, { place: `${one}x` }]), codes([{ place: bucket('bucket-1', 'a') }, { place: bucket('bucket-1', 'ab') }, { place: bucket('bucket-2', 'a') }])]).toEqual(['done', 'done']);
  });

  it('that takes another one\'s place while it is written to is met as such', async () => {
    const place = freshPlace('a directory');
    const zone = zoneIn(place);
    const { placeId } = await prepareZone(zone, REPOSITORY);
    await zone.ledger.replace('root', Buffer.from('1'));
    await rename(place, `${place}-unmounted`);
    await mkdir(place);
    expect(await codeOf(zone.ledger.replace('root', Buffer.from('2')))).toBe('unavailable');
    expect(await codeOf(zone.store.create('chains/c/1', Buffer.from('x')))).toBe('unavailable');
    expect(await codeOf(prepareZone(zone, REPOSITORY, placeId))).toBe('lost_zone');
    expect(await readdir(place)).toEqual([]);
    await rm(place, { recursive: true });
    await rename(`${place}-unmounted`, place);
    await prepareZone(zone, REPOSITORY, placeId);
    await zone.store.create('chains/c/1', Buffer.from('x'));
    await zone.ledger.replace('root', Buffer.from('2'));
  });

  it('below one that is missing is not made: its disk is not there', async () => {
    const zone = zoneIn(join(freshPlace('a directory'), 'below'));
    expect(await codeOf(zone.store.create('chains/c/1', Buffer.from('x')))).toBe('unavailable');
  });

  it('is rid of what a killed writer left once it is prepared', async () => {
    const place = freshPlace('a directory');
    await prepareZone(zoneIn(place), REPOSITORY);
    await writeFile(join(place, '.incoming', 'torn'), 'half of');
    expect(await listed(zoneIn(place).store.list(''))).toMatchObject([['repository', expect.any(Number)]]);
    await prepareZone(zoneIn(place), REPOSITORY);
    expect(await readdir(join(place, '.incoming'))).toEqual([]);
  });

  it('that has more names than are held at once is listed all the same', async () => {
    const place = freshPlace('a directory');
    const { store } = zoneIn(place);
    const names = Array.from({ length: 23 }, (_, n) => `chains/c/${String(n * 7).padStart(4, '0')}`);
    for (const name of names.toSorted(() => Math.random() - 0.5)) await store.create(name, Buffer.from('x'));
    for (const most of [1, 4, 5, 23, 24]) expect((await listed(listFiles(place, 'chains/', '', most))).map(([name]) => name)).toEqual(names);
    expect((await listed(listFiles(place, 'chains/c/', names[10], 4))).map(([name]) => name)).toEqual(names.slice(11));
  });

  it('that hangs costs no more than its own share of what the process can ask at once', async () => {
    const place = freshPlace('a directory');
    const { store } = zoneIn(place, {}, { directoryMs: 100 });
    await store.create('chains/c/1', Buffer.from('x'));
    // Whoever opens it to read waits for somebody who writes.
    execFileSync('mkfifo', [join(place, 'chains/c/2')]);
    const [stuck, waiting, ...others] = await Promise.all(['chains/c/2', 'chains/c/2', 'chains/c/1', 'chains/c/1', 'chains/c/1'].map((name) => codeOf(store.read(name))));
    expect([stuck, waiting, ...others]).toEqual(Array.from({ length: 5 }, () => 'unavailable'));
    // Two of the process's four threads are left to others.
    await writeFile(join(place, 'chains/c/2'), 'x');
    await eventually('it answers again', async () => (await codeOf(store.read('chains/c/1'))) === 'done');
  });
});

describe('a bucket', () => {
  const lease = (held: () => boolean): WriterLease => ({
    since: -Infinity,
    requireHeld: async () => {
      if (!held()) throw Object.assign(new Error('The lease is another one\'s'), { code: 'fenced' });
    },
  });

  it('whose versions would keep what is erased is refused as the place of keys, and taken with another one for them', async () => {
    const place = freshPlace('a bucket');
    for (const state of [{ versioning: 'Enabled' }, { versioning: 'Suspended' }, { objectLock: true }] as const) {
      s3.bucket(`zone-${number}`).state = state;
      expect(await codeOf(prepareZone(zoneIn(place), REPOSITORY))).toBe('keys_kept');
    }
    const zone = zoneIn(place, { keysPlace: freshPlace('a directory') });
    await prepareZone(zone, REPOSITORY);
    await zone.store.create('chains/c/1', Buffer.from('x'));
    expect(s3.bucket(new URL(place).host).older).toEqual([]);
  });

  it.each(['ignored', 'refused'] as const)('where conditions of writes are %s is written under the lease, and not without', async (conditions) => {
    const place = freshPlace('a bucket');
    s3.bucket(`zone-${number}`).state = { conditions };
    const one = zoneIn(place);
    expect(await codeOf(prepareZone(one, REPOSITORY))).toBe('unconditional');
    let held = true;
    const zone = zoneIn(place, {}, { lease: lease(() => held) });
    await prepareZone(zone, REPOSITORY);
    await zone.store.create('chains/c/1', Buffer.from('one'));
    expect(await codeOf(zone.store.create('chains/c/1', Buffer.from('two')))).toBe('condition');
    held = false;
    expect(await codeOf(zone.store.create('chains/c/2', Buffer.from('two')))).toBe('fenced');
    expect([await zone.store.read('chains/c/1'), await zone.store.read('chains/c/2')]).toEqual([Buffer.from('one'), undefined]);
  });

  it('under a lease is left alone for as long as a write of the holder before may take', async () => {
    const place = freshPlace('a bucket');
    s3.bucket(`zone-${number}`).state = { conditions: 'ignored' };
    const taken = { ...lease(() => true), since: -Infinity };
    const zone = zoneIn(place, {}, { lease: taken, s3: { small: PATIENT, large: { ...PATIENT, together: 1000 } } });
    await prepareZone(zone, REPOSITORY);
    taken.since = performance.now();
    await zone.store.create('chains/c/1', Buffer.from('one'));
    expect(performance.now() - taken.since).toBeGreaterThanOrEqual(1000);
  });

  it('that does not answer, or is none, says so within its time', async () => {
    const [place, options] = [freshPlace('a bucket'), { s3: { small: HURRY, large: HURRY } }];
    const { store } = zoneIn(place, {}, options);
    s3.behave('silent');
    for (const ask of [store.create('x/1', Buffer.from('x')), store.read('x/1'), store.stat('x/1'), listed(store.list('x/'))]) expect(await codeOf(ask)).toBe('unavailable');
    s3.behave('works');
    expect(await codeOf(zoneIn(bucket('nobodys')).store.create('x/1', Buffer.from('x')))).toBe('refused');
    expect(await zoneIn(place).store.stat('x/1')).toBeUndefined();
  });

  it('in which the worker may delete is warned of, once', async () => {
    const open = async (methods: readonly string[], state = {}): Promise<Zone> => {
      const back = awsEnvironment(s3.identity(methods));
      const place = freshPlace('a bucket');
      s3.bucket(`zone-${number}`).state = state;
      const zone = zoneIn(place, { name: `${methods.length} ${Object.keys(state).join()}`, keysPlace: freshPlace('a directory') });
      await prepareZone(zone, REPOSITORY);
      back();
      return zone;
    };
    const all = ['GET', 'HEAD', 'PUT', 'DELETE'];
    const zones = [await open(all), await open(all.slice(0, 3)), await open(all, { versioning: 'Enabled' }), zoneIn(freshPlace('a directory'))];
    const warned: unknown[] = [];
    let away = true;
    const rights = new DeleteRights({ zones, reached: async () => void (away && (await Promise.reject(new Error('away')))), logger: { warn: (...said: unknown[]) => void warned.push(said) } });
    expect([await rights.look(), warned]).toEqual([undefined, []]);
    away = false;
    for (let time = 0; time < 2; time += 1) await rights.look();
    expect(warned).toEqual([[{ zone: '4 ' }, expect.stringContaining('take that right from them')]]);
  });

  it('checks what arrives by its SHA-256, and keeps that', async () => {
    const { store } = zoneIn(freshPlace('a bucket'));
    await store.create('x/1', Buffer.from('abc'));
    expect(await store.stat('x/1')).toEqual({ size: 3, sha256: 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' });
  });
});
