import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spool } from './spool.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-spool-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('a spool reads an object once for zones that ask at the same time, and again for who asks later', async () => {
  const { spool } = await Spool.open(directory, { bytes: 1e9, objects: 100 });
  const bytes = randomBytes(300_000);
  const entry = await spool.add({ name: 'packs/aa/one', bytes, lane: 'bulk', sha256: createHash('sha256').update(bytes).digest('base64') });
  const other = await spool.add({ name: 'packs/aa/two', bytes: Buffer.from('two'), lane: 'bulk' });
  const [first, between, second] = await Promise.all([spool.read(entry), spool.read(other), spool.read(entry)]);
  const [together, too] = await Promise.all([spool.read(entry), spool.read(entry)]);
  expect([first, second, together].map((read) => read?.equals(bytes))).toEqual([true, true, true]);
  expect(between?.toString()).toBe('two');
  expect(too).toBe(together);
  expect(await spool.read(entry)).not.toBe(together);

  const file = (await readdir(directory)).find((name) => name.includes('+one'));
  await writeFile(join(directory, file ?? ''), randomBytes(300_000));
  expect(await Promise.all([spool.read(entry), spool.read(entry)])).toEqual([undefined, undefined]);
});

it('the newest of a lane is sent as it came, until all zones have it or another one comes', async () => {
  const { spool } = await Spool.open(directory, { bytes: 1e9, objects: 100 });
  const [pack, segment] = [randomBytes(1000), randomBytes(1000)];
  const first = await spool.add({ name: 'packs/aa/one', bytes: pack, lane: 'bulk' });
  const beside = await spool.add({ name: 'chains/c/seg/0-1', bytes: segment, lane: 'stream' });
  expect(await spool.read(first)).toBe(pack);
  expect(await spool.read(beside)).toBe(segment);
  const next = await spool.add({ name: 'packs/aa/two', bytes: Buffer.from('two'), lane: 'bulk' });
  const read = await spool.read(first);
  expect([read === pack, read?.equals(pack)]).toEqual([false, true]);
  expect(await spool.read(beside)).toBe(segment);
  await spool.remove(next);
  expect(await spool.read(next)).toBeUndefined();
});
