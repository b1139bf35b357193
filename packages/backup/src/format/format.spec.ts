import { beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { signerOf } from '@parley/audit-log';
import { compress } from './compression.js';
import { claimedPlace, decodeManifest, encodeManifest, manifestName, sha256 } from './manifest.js';
import type { ChainManifest } from './manifest.types.js';
import { openFrame, PackWriter } from './pack.js';
import { frameKeyUnder, RepositoryKeys } from './repository-keys.js';
import { openObject, sealObject } from './sealed-object.js';

const repository = { id: 'one', environment: 'staging' };
const secret = randomBytes(32);
const keys = new RepositoryKeys(repository, secret);
const others = {
  'another key': new RepositoryKeys(repository, randomBytes(32)),
  'another repository': new RepositoryKeys({ ...repository, id: 'two' }, secret),
  'another environment': new RepositoryKeys({ ...repository, environment: 'production' }, secret),
};
const content = Buffer.from('what was said');

describe('a sealed object', () => {
  let object: Buffer;
  beforeAll(async () => {
    object = await sealObject(keys, 'segment', 'chains/a/1-2', content);
  });

  it('opens under its name, and under that of its repair', async () => {
    expect(await openObject(keys, 'segment', 'chains/a/1-2', object)).toEqual(content);
    expect(await openObject(keys, 'segment', 'chains/a/1-2~3', object)).toEqual(content);
    expect(object.includes(content)).toBe(false);
  });

  it('opens at no other place and of no other kind', async () => {
    await expect(openObject(keys, 'segment', 'chains/a/1-3', object)).rejects.toMatchObject({ code: 'unreadable' });
    await expect(openObject(keys, 'drill', 'chains/a/1-2', object)).rejects.toMatchObject({ code: 'malformed' });
    for (const other of Object.values(others)) await expect(openObject(other, 'segment', 'chains/a/1-2', object)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('does not open when any byte of it was changed, or some are cut', async () => {
    for (let at = 0; at < object.length; at += 1) {
      await expect(openObject(keys, 'segment', 'chains/a/1-2', Buffer.from(object).fill((object[at] ?? 0) ^ 1, at, at + 1))).rejects.toHaveProperty('code');
      await expect(openObject(keys, 'segment', 'chains/a/1-2', object.subarray(0, at))).rejects.toHaveProperty('code');
    }
  });
});

describe('a pack', () => {
  const [app, chunk] = [randomBytes(32), keys.chunkId('messages', 'app', content)];

  it('holds frames of several owners, each under its key, for its chunk and its place only', async () => {
    const pack = new PackWriter(repository);
    const places = [
      pack.add(chunk, await compress(content), (salt) => frameKeyUnder(app, salt)),
      pack.add('global', await compress(Buffer.from('roles')), (salt) => keys.frameKey(salt)),
    ];
    const { entry, object } = pack.finish();
    expect(entry).toMatchObject({ id: pack.id, size: object.length, sha256: sha256(object) });
    const salt = Buffer.from(entry.salt, 'hex');
    const frames = places.map(({ offset, length }) => object.subarray(offset, offset + length));
    const [mine = Buffer.of(), global = Buffer.of()] = frames;
    expect(openFrame(repository, chunk, 0, mine, frameKeyUnder(app, salt))).toEqual(content);
    expect(openFrame(repository, 'global', 1, global, keys.frameKey(salt)).toString()).toBe('roles');
    for (const [id, number, frame, key] of [
      [chunk, 0, mine, keys.frameKey(salt)], [chunk, 1, mine, frameKeyUnder(app, salt)], ['global', 0, mine, frameKeyUnder(app, salt)],
      [chunk, 0, global, frameKeyUnder(app, salt)], [chunk, 0, mine, frameKeyUnder(app, randomBytes(32))], [chunk, 0, mine.subarray(0, 8), frameKeyUnder(app, salt)],
    ] as const) {
      expect(() => openFrame(repository, id, number, frame, key)).toThrow(expect.objectContaining({ code: 'unreadable' }));
    }
  });

  it('names equal rows of one app equally, and no others', () => {
    const same = keys.chunkId('messages', 'app', Buffer.from(content));
    expect(same).toBe(chunk);
    const different = [keys.chunkId('users', 'app', content), keys.chunkId('messages', 'other', content), ...Object.values(others).slice(0, 1).map((other) => other.chunkId('messages', 'app', content))];
    expect(new Set([chunk, ...different]).size).toBe(different.length + 1);
  });
});

describe('a manifest', () => {
  const signer = signerOf('parley', generateKeyPairSync('ed25519').privateKey);
  const said: ChainManifest = { kind: 'chain', at: '2026-11-29T00:00:00.000Z', chain: { id: 'c', slot: 's', systemIdentifier: '7', timeline: 1, consistentPoint: '0/1' } };
  const place = { number: 2, previous: sha256(content) };
  let object: Buffer;
  beforeAll(async () => {
    object = await encodeManifest(keys, signer, place, said);
  });

  it('says what was signed, where it stands', async () => {
    expect(claimedPlace(manifestName(2), object)).toEqual(place);
    expect(await decodeManifest(keys, [signer.key], place, object)).toEqual(said);
  });

  it('is refused at another number, after another one, or signed by another key', async () => {
    for (const other of [{ ...place, number: 3 }, { number: 2 }, { number: 2, previous: sha256(Buffer.from('other')) }]) {
      await expect(decodeManifest(keys, [signer.key], other, object)).rejects.toMatchObject({ code: 'broken_chain' });
    }
    const stranger = signerOf('parley', generateKeyPairSync('ed25519').privateKey);
    await expect(decodeManifest(keys, [stranger.key], place, object)).rejects.toMatchObject({ code: 'unsigned' });
    for (const other of Object.values(others)) await expect(decodeManifest(other, [signer.key], place, object)).rejects.toHaveProperty('code');
  });

  it('is refused when any byte of it was changed, or some are cut', async () => {
    for (let at = 0; at < object.length; at += 1) {
      await expect(decodeManifest(keys, [signer.key], place, Buffer.from(object).fill((object[at] ?? 0) ^ 1, at, at + 1))).rejects.toHaveProperty('code');
      await expect(decodeManifest(keys, [signer.key], place, object.subarray(0, at))).rejects.toHaveProperty('code');
    }
  });
});
