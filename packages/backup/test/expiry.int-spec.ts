import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectStoreError } from '@parley/object-store';
import { expire, expiringStore, manifestName, openZones, planRestore, protect, verifyRepository, type Expired, type ExpiryParts, type VerifyOptions } from '../src/index.js';
import { awsEnvironment, s3Server, type S3Server } from '@parley/testing';
import { AgedRepository, intoDirectory } from './support/aged-repository.js';

const [HOUR, DAY] = [3_600_000, 86_400_000];
const START = Date.parse('2026-06-01T00:00:00Z');
const WINDOW = 2 * DAY;

describe('expiry of backups', () => {
  let directory: string;
  let of: AgedRepository;

  const places = () => ['near', 'far'].map((name) => ({ name, place: join(directory, name) }));
  const run = (more: Partial<ExpiryParts> = {}, options = {}): Promise<Expired> =>
    expire({
      zones: of.zones, repository: of.repository, keys: of.keys, trusted: [of.signer.key], windowMs: WINDOW, now: of.now, held: async () => false,
      expiring: (zone) => expiringStore(places().find(({ name }) => name === zone)!), ...more,
    }, options);
  async function namesIn(zone: number, prefix = ''): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of of.zones[zone]!.store.list(prefix)) names.push(name);
    return names;
  }
  const removedOf = ({ removed }: Expired) => removed.reduce((sum, { objects }) => sum + objects, 0);
  /** Needless for the whole grace, and a snapshot was taken since. */
  async function ripe(): Promise<void> {
    await run();
    await of.pass(84);
  }

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'parley-expiry-'));
    of = new AgedRepository(openZones(places()), places().map(({ place }) => intoDirectory(place)), START);
    await of.begin();
    await of.pass(8 * 24);
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('removes after the grace what nothing needs, and leaves any second of the window and every snapshot that is kept', async () => {
    const [before, first] = [await namesIn(0), await run()];
    expect([removedOf(first), first.waiting]).toEqual([0, expect.any(Number)]);
    expect(first.waiting).toBeGreaterThan(100);
    await of.pass(60);
    await run();
    expect(await namesIn(0)).toEqual(expect.arrayContaining(before));
    // What an upload brought just now, or brings for a manifest that is not there yet.
    const early = ['packs/aa/aa11', 'files/app/new', 'chains/c2/0000000000000001-0000000000000002'];
    for (const name of early) await of.put(name, Buffer.from('x'));
    await of.pass(24);
    const done = await run();
    expect(removedOf(done)).toBeGreaterThan(200);
    const view = await of.view();
    expect(view.bad).toEqual([]);
    const parts = { reader: of.reader, keys: of.keys, view };
    const newest = Date.parse(view.snapshots.at(-1)!.at);
    for (let at = newest - WINDOW; at <= newest; at += HOUR + 1001) {
      const plan = await planRestore(parts, { to: at * 1000 });
      expect(Date.parse(plan.snapshot.at)).toBeGreaterThan(at - DAY / 2);
      expect(plan.segments.length).toBeGreaterThan(0);
    }
    for (const { number, at } of view.snapshots) {
      // The moment of each older one too: what its replay needs is there, or nothing of it.
      expect((await planRestore(parts, { snapshot: number, to: Date.parse(at) * 1000 })).snapshot.number).toBe(number);
      for (const zone of of.zones) expect(await zone.store.stat(of.packs.get(number)!)).toBeDefined();
    }
    const days = new Set(view.snapshots.map(({ at }) => at.slice(0, 10)));
    expect(days.size).toBe(12);
    for (const zone of [0, 1]) {
      const names = await namesIn(zone);
      expect(names).toEqual(expect.arrayContaining(early));
      expect(names.filter((name) => name.startsWith('packs/')).length).toBe(view.snapshots.length + 2);
      expect(names.filter((name) => name.startsWith('manifests/')).length).toBe(view.snapshots.length + 1);
      expect(names.filter((name) => name.startsWith('chains/c1/')).length).toBeLessThan(12 * 24 - 100);
    }
    // It is done: nothing of the same goes twice.
    expect(removedOf(await run())).toBe(0);
  }, 60_000);

  it('leaves a repository that is verified as before: what went is not missed, what stays is', async () => {
    await ripe();
    expect(removedOf(await run())).toBeGreaterThan(200);
    const verify = (options: VerifyOptions = {}) => verifyRepository({ zones: of.zones, keys: of.keys, trusted: [of.signer.key], confirmed: of.confirmed, mendKeys: () => of.writeKeys() }, options);
    const clean = await verify();
    expect(clean.findings).toEqual([]);
    const names = (await namesIn(1)).filter((name) => name !== 'repository');
    // Objects that wait to go are looked at no more.
    expect([clean.objects > 100, clean.objects < names.length]).toEqual([true, true]);
    // Of each kind one that is needed, and the newest record of expiry, by which all others are judged.
    const view = await of.view();
    const { number } = view.snapshots.at(-2)!;
    const [file] = (await view.snapshot(number)).files;
    const needed = [names.findLast((name) => name.startsWith('chains/')) ?? '', of.packs.get(number)!, `files/${file!.name}`, manifestName(number), 'keys/root'];
    const record = names.findLast((name) => name.startsWith('expired/')) ?? '';
    for (const name of needed) await rm(join(directory, 'far', name));
    await writeFile(join(directory, 'far', record), 'changed');
    const told = (await verify({ repair: true })).findings.map(({ zone, name, fault, repaired }) => [zone, name, fault, repaired !== undefined]);
    expect(told.sort()).toEqual([...needed.map((name) => ['far', name, 'missing', true]), ['far', record, 'unreadable', true]].sort());
    expect((await verify()).findings).toEqual([]);
    // Without the records nothing says that the old was to go.
    for (const { place } of places()) await rm(join(place, 'expired'), { recursive: true });
    expect((await verify()).findings.length).toBeGreaterThan(0);
  }, 60_000);

  it('removes nothing where backups have stopped', async () => {
    await run();
    const before = await namesIn(0, 'packs/');
    for (const days of [30, 400]) expect(removedOf(await run({ now: of.now + days * DAY }))).toBe(0);
    expect(await namesIn(0, 'packs/')).toEqual(before);
  }, 60_000);

  it('waits while somebody reads or a legal hold is in force', async () => {
    await ripe();
    const hold = await protect(of.zones.slice(1), of.keys, 'restore');
    const now = Date.now();
    const late = { now: Math.max(of.now, now) };
    expect(await run(late)).toMatchObject({ held: 'reading', removed: [] });
    // Who has no key can neither end a hold nor make one.
    const [name = ''] = await namesIn(1, 'holds/');
    const ended = `${name.slice(0, name.lastIndexOf('/'))}/ended`;
    await of.put(ended, (await of.zones[1]!.store.read(name))!);
    await of.put(`holds/made-up/${String(late.now).padStart(15, '0')}`, Buffer.from('{"reason":"restore"}'));
    expect(await run(late)).toMatchObject({ held: 'reading', removed: [] });
    for (const { place } of places()) await rm(join(place, ended));
    await hold.release();
    expect(await run({ ...late, held: async () => true })).toMatchObject({ held: 'legal_hold', removed: [] });
    // One who begins to read just before anything goes.
    let asked = 0;
    const held = async () => {
      if ((asked += 1) === 2) await protect(of.zones.slice(0, 1), of.keys, 'verify');
      return false;
    };
    expect(await run({ ...late, held })).toMatchObject({ held: 'reading', removed: [] });
    // He was killed, a day and more ago.
    expect(removedOf(await run({ now: late.now + 25 * HOUR }))).toBeGreaterThan(100);
    expect([...(await namesIn(0, 'holds/')), ...(await namesIn(1, 'holds/'))]).toEqual([]);
  }, 60_000);

  it('goes on where a zone does not answer any more or something is locked, says which, and removes the rest later', async () => {
    await ripe();
    const whereNear = (refusal: (name: string) => ObjectStoreError | undefined): ExpiryParts['expiring'] => (zone) => {
      const store = expiringStore(places().find(({ name }) => name === zone)!);
      const destroy = (name: string) => {
        const refused = zone === 'near' ? refusal(name) : undefined;
        return refused ? Promise.reject(refused) : store.destroy(name);
      };
      return { destroy };
    };
    let left = 20;
    const before = (await namesIn(0)).length;
    const vanished = await run({ expiring: whereNear(() => ((left -= 1) < 0 ? new ObjectStoreError('unavailable', 'away') : undefined)) });
    const all = vanished.removed[1]!;
    expect(vanished.removed).toMatchObject([{ zone: 'near', objects: 20, refused: { objects: 0 }, stopped: 'away' }, { zone: 'far', objects: expect.any(Number), refused: { objects: 0, names: [], reasons: [] } }]);
    expect([all.stopped, all.objects > 100, (await namesIn(0)).length]).toEqual([undefined, true, before - 20 + 1]);
    let locked: string | undefined;
    const partly = await run({ expiring: whereNear((name) => {
      if (name.startsWith('packs/')) locked ??= name;
      return name === locked ? new ObjectStoreError('refused', 'locked') : undefined;
    }) });
    expect(partly.removed).toMatchObject([{ objects: all.objects - 21, refused: { objects: 1, names: [locked], reasons: ['locked'] } }, { objects: 0, refused: { objects: 0 } }]);
    expect([(await namesIn(0)).includes(locked!), (await namesIn(1)).includes(locked!)]).toEqual([true, false]);
    expect((await run()).removed).toMatchObject([{ zone: 'near', objects: 1, refused: { objects: 0 } }, { zone: 'far', objects: 0 }]);
    expect(await namesIn(0)).not.toContain(locked);
  }, 60_000);

  it('says what it would do, and does nothing of it; then does it, also with reports of more than a year before the window', async () => {
    await ripe();
    const since = Date.parse((await of.view()).snapshots.at(-1)!.at) - WINDOW;
    const reports = ['drills', 'verified'].flatMap((folder) => [366 * DAY + 1, 366 * DAY].map((age) => `${folder}/${String(since - age).padStart(15, '0')}`));
    for (const name of reports) await of.put(name, Buffer.from('a report'));
    const before = [await namesIn(0), await namesIn(1)];
    const steps = new Map<string, [number, number]>();
    const progress = ({ step, done, total }: { step: string; done: number; total: number }) => void steps.set(step, [done, total]);
    const dry = await run({}, { dryRun: true, progress });
    expect([await namesIn(0), await namesIn(1)]).toEqual(before);
    expect(dry.removed.every(({ objects, bytes }) => objects > 100 && bytes > 10_000)).toBe(true);
    expect([...steps.keys()]).toEqual(['reading', 'marking', 'listing']);
    expect((await run({}, { progress })).removed).toEqual(dry.removed);
    expect(steps.get('removing')).toEqual([removedOf(dry), removedOf(dry)]);
    expect([...steps.values()].every(([done, total]) => done === total && total > 0)).toBe(true);
    for (const zone of [0, 1]) expect([...(await namesIn(zone, 'drills/')), ...(await namesIn(zone, 'verified/'))]).toEqual([reports[1], reports[3]]);
  }, 60_000);

  it('removes nothing while a zone is away, is another repository\'s, or has a manifest that does not open', async () => {
    await ripe();
    const count = (await namesIn(0)).length;
    await rename(join(directory, 'far'), join(directory, 'gone'));
    await expect(run()).rejects.toMatchObject({ code: 'foreign' });
    await writeFile(join(directory, 'far'), 'no directory');
    await expect(run()).rejects.toThrow();
    await rm(join(directory, 'far'));
    await rename(join(directory, 'gone'), join(directory, 'far'));
    await expect(run({ repository: { ...of.repository, id: 'other' } })).rejects.toMatchObject({ code: 'foreign' });
    const bad = manifestName(4);
    for (const { place } of places()) await writeFile(join(place, bad), 'changed');
    await expect(run()).rejects.toThrow(`what ${bad} needs is not known`);
    expect((await namesIn(0)).length).toBe(count);
  }, 60_000);
});

/** S3 whose keys may do as little as the docs say; Swift's own rights know no writing without deleting. */
describe('expiry in buckets', () => {
  const [PROFILE, MOST_KEYS] = ['parley-expiry', 60];
  const folder = mkdtempSync(join(tmpdir(), 'parley-expiry-buckets-'));
  const profiles = join(folder, 'credentials');
  let s3: S3Server;
  let restore: () => void;
  let of: AgedRepository;

  const places = () => ['plain', 'unconditional'].map((name) => ({ name, place: `s3://${name}/backups?region=${s3.region}&endpoint=${encodeURIComponent(s3.endpoint)}` }));
  const lease = { since: -Infinity, requireHeld: async () => undefined };
  // Who expires has no lease.
  const run = (profile?: string) =>
    expire({
      zones: openZones(places()), repository: of.repository, keys: of.keys, trusted: [of.signer.key], windowMs: WINDOW, now: of.now, held: async () => false,
      expiring: (zone) => expiringStore(places().find(({ name }) => name === zone)!, profile),
    });
  const names = (bucket: string, prefix = '') => s3.bucket(bucket).keys(`backups/${prefix}`, '');

  beforeAll(async () => {
    s3 = await s3Server({ mostKeys: MOST_KEYS });
    const expiry = s3.identity(['DELETE']);
    restore = awsEnvironment(s3.identity(['GET', 'HEAD', 'PUT']));
    await writeFile(profiles, `[${PROFILE}]\naws_access_key_id = ${expiry.accessKeyId}\naws_secret_access_key = ${expiry.secretAccessKey}\n`);
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = profiles;
    s3.bucket('plain');
    s3.bucket('unconditional').state = { conditions: 'refused' };
    const puts = ['plain', 'unconditional'].map((name) => (object: string, bytes: Buffer) => s3.bucket(name).put(`backups/${object}`, bytes, {}));
    of = new AgedRepository(openZones(places(), { lease }), puts, START);
    await of.begin();
    await of.pass(8 * 24);
    await run();
    await of.pass(84);
  }, 60_000);
  afterAll(async () => {
    restore();
    await s3.close();
    await rm(folder, { recursive: true });
  });

  it('cannot delete by the worker’s credentials, and says so of each zone', async () => {
    const before = [names('plain').length, names('unconditional').length];
    const { removed } = await run();
    // Each run leaves its record, also where conditions of writes are refused.
    expect([names('plain').length, names('unconditional').length]).toEqual(before.map((count) => count + 1));
    expect(removed).toMatchObject(places().map(({ name }) => ({ zone: name, objects: 0, bytes: 0, refused: { reasons: ['S3 refuses (AccessDenied)'] } })));
    expect(removed.every(({ refused }) => refused.objects > 100)).toBe(true);
    expect((await run('no such profile')).removed[0]?.refused.reasons).toEqual([expect.stringContaining('There are no AWS credentials')]);
  }, 60_000);

  it('waits for who reads, also where conditions of writes are refused', async () => {
    const hold = await protect(openZones(places()).slice(1), of.keys, 'restore');
    expect(await run(PROFILE)).toMatchObject({ held: 'reading', removed: [] });
    await hold.release();
    expect(names('unconditional', 'holds/')).toHaveLength(2);
  }, 60_000);

  it('deletes under the second identity, and lists each zone once', async () => {
    const pages = ['chains/', 'packs/', 'files/', 'manifests/'].map((prefix) => Math.ceil(names('plain', prefix).length / MOST_KEYS));
    const from = s3.heard.length;
    const { removed } = await run(PROFILE);
    expect(removed.every(({ objects, refused }) => objects > 100 && refused.objects === 0)).toBe(true);
    const heard = s3.heard.slice(from).filter(({ path }) => path.startsWith('/plain'));
    const lists = (prefix: string) => heard.filter(({ method, path }) => method === 'GET' && new URL(path, s3.endpoint).searchParams.get('prefix') === `backups/${prefix}`).length;
    expect(pages[0]).toBeGreaterThan(3);
    // Manifests are listed before they are read, too.
    expect(['chains/', 'packs/', 'files/', 'manifests/'].map(lists)).toEqual([pages[0], pages[1], pages[2], 2 * pages[3]!]);
    expect(heard.filter(({ method }) => method === 'DELETE').length - removed[0]!.objects).toBeLessThan(10);
  }, 60_000);
});
