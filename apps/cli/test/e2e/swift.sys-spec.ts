import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expiringStore, openZones, prepareZone, type ZoneStore } from '@parley/backup';
import { awsEnvironment } from '@parley/testing';
import { SwiftServer } from './support/swift-server.js';

const WORKER = { name: 'worker', key: 'of-the-worker' };
const EXPIRY = { name: 'expiry', key: 'of-expiry' };
const PROFILE = 'parley-expiry';
const REPOSITORY = { id: 'r1', environment: 'production' };
const LONG_MS = 300_000;

/** S3 as somebody else wrote it: OpenStack Swift's, a whole server of it, which knows no conditional writes. */
describe('a zone in OpenStack Swift', () => {
  const places = mkdtempSync(join(tmpdir(), 'parley-swift-spec-'));
  const profiles = join(places, 'credentials');
  const environment = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: profiles, AWS_EC2_METADATA_DISABLED: 'true' };
  let swift: SwiftServer;
  let restore: () => void;

  const bucket = (server: SwiftServer, name: string): string => `s3://${name}/parley?region=us-east-1&endpoint=${encodeURIComponent(server.endpoint)}`;
  const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message);
  const listed = async (store: ZoneStore, prefix: string): Promise<string[]> => {
    const names: string[] = [];
    for await (const { name } of store.list(prefix)) names.push(name);
    return names;
  };

  beforeAll(async () => {
    swift = await SwiftServer.start([WORKER, EXPIRY]);
    await swift.makeBucket('store');
    restore = awsEnvironment({ accessKeyId: SwiftServer.accessKey(WORKER), secretAccessKey: WORKER.key });
    writeFileSync(profiles, `[${PROFILE}]\naws_access_key_id = ${SwiftServer.accessKey(EXPIRY)}\naws_secret_access_key = ${EXPIRY.key}\n`);
    Object.assign(process.env, environment);
  }, LONG_MS);
  afterAll(async () => {
    restore?.();
    await swift?.dispose();
    rmSync(places, { recursive: true });
  }, 120_000);

  it('has objects once, in parts and in their order, written under the lease as there are no conditions, and loses them to the profile of expiry', async () => {
    const place = bucket(swift, 'store');
    const [without] = openZones([{ name: 'eu', place }]);
    expect(await codeOf(prepareZone(without!, REPOSITORY))).toBe('unconditional');
    let held = true;
    const requireHeld = async (): Promise<void> => {
      if (!held) throw Object.assign(new Error('The lease is another one\'s'), { code: 'fenced' });
    };
    const [zone] = openZones([{ name: 'eu', place }], { lease: { since: -Infinity, requireHeld } });
    const { placeId, fresh } = await prepareZone(zone!, REPOSITORY);
    expect([fresh, await prepareZone(zone!, REPOSITORY, placeId)]).toEqual([true, { placeId, fresh: false }]);
    expect(await codeOf(prepareZone(zone!, { ...REPOSITORY, id: 'r2' }))).toBe('foreign');
    const { store } = zone!;
    const names = ['chains/a-1/0', 'chains/a/00', 'chains/a/01', 'chains/a/01~1', 'chains/a/1/x', 'chains/a0', 'packs/0a/0a11'];
    for (const name of names.toReversed()) await store.create(name, Buffer.from(name));
    const large = Buffer.alloc(5_000_000, 7);
    await store.create('packs/0b/0b', large);
    expect([await codeOf(store.create('packs/0b/0b', Buffer.from('x'))), (await store.read('packs/0b/0b'))?.equals(large)]).toEqual(['condition', true]);
    expect((await store.read('packs/0b/0b', { from: 4_999_990, to: 6_000_000 }))?.length).toBe(10);
    expect(await store.stat('packs/0b/0b')).toMatchObject({ size: 5_000_000 });
    expect([await store.read('packs/none'), await store.read('packs/none', { from: 0, to: 1 }), await store.stat('packs/none')]).toEqual([undefined, undefined, undefined]);
    expect([await listed(store, ''), await listed(store, 'chains/a/')]).toEqual([[...names, 'packs/0b/0b', 'repository'], names.slice(1, 5)]);
    held = false;
    expect(await codeOf(store.create('packs/0c/0c', Buffer.from('x')))).toBe('fenced');
    for (const secret of ['first', 'second']) await zone!.ledger.replace('root', Buffer.from(secret));
    expect((await zone!.ledger.read('root'))?.toString()).toBe('second');
    const expiring = expiringStore({ name: 'eu', place }, PROFILE);
    for (const name of ['packs/0b/0b', 'packs/0b/0b', 'packs/none']) await expiring.destroy(name);
    expect(await swift.objects('store')).toEqual([...names, 'keys/root', 'repository'].map((name) => `parley/${name}`).sort());
  }, LONG_MS);
});
