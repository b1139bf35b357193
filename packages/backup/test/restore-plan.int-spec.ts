import { beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { signerOf } from '@parley/audit-log';
import {
  encodeManifest, manifestName, planRestore, RepositoryKeys, RepositoryView, sealObject, segmentName, sha256,
  type ChainIdentity, type ManifestContent, type SegmentHeader, type SnapshotManifest,
} from '@parley/backup';
import { encodeSegment } from '../src/stream/segments/segment-codec.js';
import { MemoryZones } from './support/memory-zones.js';

const keys = new RepositoryKeys({ id: 'r', environment: 'development' }, randomBytes(32));
const signer = signerOf('parley', generateKeyPairSync('ed25519').privateKey);
const hex = (lsn: number): string => lsn.toString(16).padStart(16, '0');
/** Second `n` of a day, as text and in microseconds. */
const text = (n: number): string => new Date(n * 1000).toISOString();
const micros = (n: number): number => n * 1_000_000;
const chain = (id: string): ChainIdentity => ({ id, slot: 's', systemIdentifier: '7', timeline: 1, consistentPoint: '0/64' });

/** A snapshot in a chain, at a second and a place, that sees what is over below `xmin`. */
const snapshot = (id: string, at: number, lsn: number, xmin: number): SnapshotManifest => ({
  kind: 'snapshot', at: text(at), chain: chain(id), lsn: `0/${lsn.toString(16).toUpperCase()}`, visibility: `${xmin}:${xmin + 5}:${xmin}`, migration: 'm', migrations: ['m'], schemaHash: 'h',
  tables: [], sequences: [], packs: [], files: [],
});

describe('the way to a moment', () => {
  let zones: MemoryZones;
  let objects: Buffer[];

  async function put(...contents: ManifestContent[]): Promise<void> {
    for (const content of contents) {
      const place = { number: objects.length + 1, ...(objects.length > 0 && { previous: sha256(objects.at(-1)!) }) };
      objects.push(await encodeManifest(keys, signer, place, content));
      zones.put(manifestName(place.number), objects.at(-1)!);
    }
  }

  /** A segment of 100 bytes of the log and one second, that ends by a heartbeat; transactions count on by ten. */
  async function segment(id: string, n: number): Promise<string> {
    const place = { start: BigInt(n * 100), end: BigInt((n + 1) * 100) };
    const name = `chains/${id}/${segmentName(place)}`;
    const header: SegmentHeader = {
      v: 1, chain: id, start: hex(n * 100), end: hex((n + 1) * 100), previous: null, transactions: 1, xids: { min: String(n * 10), max: String(n * 10 + 9) },
      committed: { first: micros(n), last: micros(n + 1) - 1 }, heartbeat: { at: text(n + 1), xmax: String((n + 1) * 10) },
      apps: [], shared: false, tables: [], ledger: false, secrets: [], revoked: [], migrations: [], drift: [],
    };
    zones.put(name, await sealObject(keys, 'segment', name, encodeSegment(header, [])));
    return name;
  }

  const view = (): Promise<RepositoryView> => RepositoryView.read(zones, keys, [signer.key]);
  const plan = async (wish: { to?: number; snapshot?: number } = {}) => planRestore({ reader: zones, keys, view: await view() }, wish);
  const names = async (wish: { to?: number; snapshot?: number } = {}) => (await plan(wish)).segments.map(({ place }) => Number(place.start) / 100);

  beforeAll(async () => {
    [zones, objects] = [new MemoryZones(2), []];
    // Chain a has seconds 1 to 19; then nothing tells of 20 to 29; chain b begins at 1 again, at second 30.
    await put({ kind: 'chain', at: text(0), chain: chain('a') }, snapshot('a', 5, 550, 50), snapshot('a', 15, 1550, 150));
    await put({ kind: 'gap', at: text(30), chain: chain('a'), reason: 'slot_lost', lsn: '0/7D0' }, { kind: 'chain', at: text(30), chain: chain('b') }, snapshot('b', 31, 150, 10));
    for (let n = 1; n < 20; n += 1) await segment('a', n);
    await segment('b', 1);
  });

  it('begins at the newest snapshot before it, and ends in the segment in which it lies', async () => {
    expect(await plan({ to: micros(8) + 1 })).toMatchObject({ snapshot: { number: 2 }, to: micros(8) + 1, reaches: micros(20) - 1 });
    expect((await names({ to: micros(8) + 1 })).at(-1)).toBe(8);
    expect((await plan({ to: micros(16) })).snapshot.number).toBe(3);
    expect((await plan({ to: micros(16), snapshot: 2 })).snapshot.number).toBe(2);
    expect((await plan()).snapshot.number).toBe(6);
  });

  it('takes in whatever may have been committed before the snapshot and not been visible in it', async () => {
    // Transaction 50 was under way: a heartbeat that names 50 as the next one ends segment 4; one more is for what may lie before that heartbeat.
    expect(await names({ to: micros(8) + 1 })).toEqual([3, 4, 5, 6, 7, 8]);
  });

  it('counts microseconds: a snapshot that is later by one is too late', async () => {
    await put({ ...snapshot('b', 32, 150, 10), at: '1970-01-01T00:00:32.000400Z' });
    expect((await plan({ to: micros(32) + 400, snapshot: 7 })).to).toBe(micros(32) + 400);
    await expect(plan({ to: micros(32) + 399, snapshot: 7 })).rejects.toMatchObject({ code: 'unreachable' });
    objects.pop();
    for (const zone of zones.zones) zone.delete(manifestName(7));
  });

  it('is refused before the first snapshot, in a gap and after the end, by the moments nearest to it', async () => {
    await expect(plan({ to: micros(4) })).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining(text(5)) });
    await expect(plan({ to: micros(25) })).rejects.toMatchObject({ code: 'unreachable', message: expect.stringMatching(/1970-01-01T00:00:19.999Z.*slot_lost.*1970-01-01T00:00:31.000Z/) });
    await expect(plan({ to: micros(99) })).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining(text(31)) });
    await expect(plan({ snapshot: 4 })).rejects.toMatchObject({ code: 'missing' });
    await expect(plan({ to: micros(8), snapshot: 3 })).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('goes as far as segments follow each other: behind a hole nothing counts', async () => {
    const name = await segment('a', 10);
    for (const zone of zones.zones) zone.delete(name);
    expect((await plan({ snapshot: 2 })).reaches).toBe(micros(10) - 1);
    await expect(plan({ to: micros(12) })).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('00:00:09.999Z') });
    await segment('a', 10);
  });

  it('is refused where what may be needed from before the snapshot is gone', async () => {
    const gone = await Promise.all([1, 2, 3, 4].map((n) => segment('a', n)));
    for (const name of gone) for (const zone of zones.zones) zone.delete(name);
    await expect(plan({ to: micros(8) })).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('snapshot 2') });
    await Promise.all([1, 2, 3, 4].map((n) => segment('a', n)));
  });

  it('reads each manifest from the zone that has it as it was signed', async () => {
    const [one, other] = zones.zones as [Map<string, Buffer>, Map<string, Buffer>];
    const good = [new Map(one), new Map(other)];
    const changed = Buffer.from(objects[1]!);
    changed[changed.length - 1]! ^= 1;
    one.set(manifestName(2), changed);
    one.set(manifestName(5), objects[3]!); // another one in its place
    other.delete(manifestName(3));
    other.set(manifestName(6), objects[5]!.subarray(0, 90));
    const seen = await view();
    expect(seen.bad).toEqual([]);
    expect(seen.snapshots.map(({ number }) => number)).toEqual([2, 3, 6]);
    other.set(manifestName(2), changed);
    one.delete(manifestName(3));
    const poorer = await view();
    expect(poorer.bad.map(({ number }) => number)).toEqual([2, 3]);
    expect(poorer.snapshots.map(({ number }) => number)).toEqual([6]);
    expect(poorer.gaps).toHaveLength(1);
    for (const [index, zone] of zones.zones.entries()) for (const [name, object] of good[index]!) zone.set(name, object);
  });

  it('believes no manifest that somebody else signed, and none that does not follow the one before it', async () => {
    const stranger = signerOf('parley', generateKeyPairSync('ed25519').privateKey);
    const forged = await encodeManifest(keys, stranger, { number: 7, previous: sha256(objects[5]!) }, snapshot('b', 40, 150, 10));
    const astray = await encodeManifest(keys, signer, { number: 7, previous: sha256(objects[2]!) }, snapshot('b', 40, 150, 10));
    for (const object of [forged, astray]) {
      zones.put(manifestName(7), object);
      const seen = await view();
      expect(seen.bad.map(({ number }) => number)).toEqual([7]);
      expect(seen.snapshots.at(-1)?.number).toBe(6);
    }
    for (const zone of zones.zones) zone.delete(manifestName(7));
  });
});
