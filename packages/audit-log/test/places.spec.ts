import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryPlace, lastCheckpoint, leafHash, newPrivateKey, PlaceWriter, signerFromText } from '../src/index.js';
import { checkpointOver, entriesOf, log, ORIGIN, reader } from './support/log.js';

const root = mkdtempSync(join(tmpdir(), 'parley-places-'));
afterAll(() => rmSync(root, { recursive: true }));
let places = 0;
const newPlace = () => new DirectoryPlace(join(root, String((places += 1))));
const files = ({ name }: DirectoryPlace): string[] =>
  readdirSync(name, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(name.length + 1)).sort();

/** Puts a checkpoint over the first entries at each of these sizes. */
async function publish(place: DirectoryPlace, entries: Buffer[], ...sizes: number[]): Promise<void> {
  const writer = new PlaceWriter(place, log);
  for (const size of sizes) await writer.publish(await checkpointOver(entries.slice(0, size)), reader(entries));
}

/** Writes over what lies in a place, as somebody could who may write there. */
function alter({ name }: DirectoryPlace, file: string, bytes: Uint8Array): void {
  chmodSync(join(name, file), 0o644);
  writeFileSync(join(name, file), bytes);
}

describe('a directory as a place', () => {
  it('keeps what is put, for nobody to write, and nothing else', async () => {
    const place = newPlace();
    await place.put('1/checkpoint/001', Buffer.from('a'));
    await place.put('1/checkpoint/001', Buffer.from('a'));
    expect(await place.get('1/checkpoint/001')).toEqual(Buffer.from('a'));
    expect(statSync(join(place.name, '1/checkpoint/001')).mode & 0o777).toBe(0o444);
    expect(files(place)).toEqual(['1/checkpoint/001']);
    expect(await place.list('1')).toEqual(['checkpoint/']);
    expect([await place.get('1/checkpoint/002'), await place.list('2')]).toEqual([undefined, []]);
  });

  it('never overwrites, whoever comes first', async () => {
    const place = newPlace();
    const put = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => place.put('1/x', Buffer.from(text))));
    expect(put.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const kept = await place.get('1/x');
    await expect(place.put('1/x', Buffer.from('e'))).rejects.toMatchObject({ code: 'place_altered' });
    expect(await place.get('1/x')).toEqual(kept);
    expect(files(place)).toEqual(['1/x']);
  });
});

describe('PlaceWriter', () => {
  const entries = entriesOf(600);

  it('puts each checkpoint and the tiles of leaf hashes under it, as C2SP names them', async () => {
    const place = newPlace();
    await publish(place, entries, 3, 256, 600, 600);
    expect(files(place)).toEqual([
      '1/checkpoint/003', '1/checkpoint/256', '1/checkpoint/600', '1/tile/0/000', '1/tile/0/000.p/3', '1/tile/0/001', '1/tile/0/002.p/88',
    ]);
    expect(readFileSync(join(place.name, '1/tile/0/001'))).toEqual(Buffer.concat(entries.slice(256, 512).map(leafHash)));
    expect(await lastCheckpoint(place, log)).toMatchObject({ tree: 1, checkpoint: { size: 600 } });
  });

  it('finds its place again in numbers of any length', async () => {
    const place = newPlace();
    const many = entriesOf(2100);
    await publish(place, many, 999, 1000, 2067);
    await publish(place, many, 2100);
    expect(files(place).filter((file) => file.includes('checkpoint'))).toEqual(['1/checkpoint/999', '1/checkpoint/x001/000', '1/checkpoint/x002/067', '1/checkpoint/x002/100']);
    expect(await lastCheckpoint(place, log)).toMatchObject({ checkpoint: { size: 2100 } });
  });

  it('goes on where a process was killed between leaves and checkpoint', async () => {
    const place = newPlace();
    await publish(place, entries, 10);
    await place.put('1/tile/0/000.p/12', Buffer.concat(entries.slice(0, 12).map(leafHash)));
    await publish(place, entries, 12, 20);
    expect(await lastCheckpoint(place, log)).toMatchObject({ checkpoint: { size: 20 } });
  });

  it('refuses a log that was rolled back', async () => {
    const place = newPlace();
    await publish(place, entries, 20);
    await expect(publish(place, entries, 19)).rejects.toMatchObject({ code: 'place_ahead' });
  });

  it('refuses a log in which what it has was altered, and puts nothing', async () => {
    const place = newPlace();
    await publish(place, entries, 20);
    const before = files(place);
    const altered = entries.with(7, Buffer.from('other'));
    await expect(publish(place, altered, 30)).rejects.toMatchObject({ code: 'place_diverges' });
    await expect(publish(place, altered, 20)).rejects.toMatchObject({ code: 'place_diverges' });
    expect(files(place)).toEqual(before);
  });

  it('refuses leaves that are not those of the checkpoint, and a note of another log or key', async () => {
    const writer = new PlaceWriter(newPlace(), log);
    await expect(writer.publish(await checkpointOver(entries.slice(0, 9)), reader(entries.slice(1)))).rejects.toMatchObject({ code: 'place_diverges' });
    await expect(writer.publish(await checkpointOver(entries, { by: signerFromText(ORIGIN, newPrivateKey()) }), reader(entries))).rejects.toMatchObject({ code: 'unknown_signer' });
    const elsewhere = new PlaceWriter(newPlace(), { ...log, origin: 'parley/other' });
    await expect(elsewhere.publish(await checkpointOver(entries), reader(entries))).rejects.toMatchObject({ code: 'wrong_origin' });
  });

  it.each([
    ['a leaf', '1/tile/0/000.p/20', Buffer.concat(entries.slice(1, 21).map(leafHash))],
    ['a tile cut short', '1/tile/0/000.p/20', Buffer.alloc(32)],
    ['a checkpoint', '1/checkpoint/020', Buffer.from('nothing')],
  ])('finds %s that was changed there', async (_, file, bytes) => {
    const place = newPlace();
    await publish(place, entries, 20);
    alter(place, file, bytes);
    await expect(publish(place, entries, 30)).rejects.toMatchObject({ name: 'AuditFault' });
    expect(files(place)).not.toContain('1/checkpoint/030');
  });

  it('finds a checkpoint that lies under another size', async () => {
    const place = newPlace();
    await publish(place, entries, 20);
    await place.put('1/checkpoint/025', await checkpointOver(entries.slice(0, 20)));
    await expect(lastCheckpoint(place, log)).rejects.toMatchObject({ code: 'place_altered' });
  });
});
