import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Outgoing } from '@parley/backup';
import { eventually } from '@parley/testing';
import { codeOf, expected, far, idle, inBucket, inDirectory, near, own, replicationSpec, segment, sha, start, stateOf } from './support/replication.js';

const MB = 1_048_576;

replicationSpec();

describe('objects', () => {
  it('count once the spool and one zone have them, and come to every zone in their order', async () => {
    const replicator = await start([near(), far()]);
    const objects = Array.from({ length: 10 }, (_, n) => segment(n));
    await Promise.all(objects.map((each) => replicator.submit(each)));
    await idle(replicator);
    expect([...await inDirectory('near')].toSorted()).toEqual([...expected(objects)].toSorted());
    expect([...inBucket()]).toEqual([...expected(objects)]);
    expect(stateOf(replicator, 'far')).toMatchObject({ unreachableSince: undefined, confirmed: 'chains/c/0009', heartbeat: new Date(1_000_009), waiting: { objects: 0, bytes: 0 } });
    expect(replicator.state.spool).toMatchObject({ bytes: 0, objects: 0, full: false });
    expect((await readdir(join(own.folder, 'spool'))).toSorted()).toEqual(['zone!far', 'zone!near']);
  });

  it('count, where all zones are wanted, once the last one has them', async () => {
    const replicator = await start([near(), far()], { quorum: 'all' });
    await replicator.submit(segment(0));
    expect(inBucket().size).toBe(1);
    own.proxy.pass('nothing');
    let counted = false;
    const second = replicator.submit(segment(1)).then(() => (counted = true));
    await eventually('the near zone has it', async () => (await inDirectory('near')).size === 2);
    await eventually('the far zone is missed', () => stateOf(replicator, 'far').unreachableSince !== undefined);
    expect(counted).toBe(false);
    own.proxy.pass('all');
    await second;
    expect(inBucket().size).toBe(2);
  });

  it('of a snapshot keep no segment waiting', async () => {
    const [sending, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const before = () => {
      sending.resolve();
      return held.promise;
    };
    const replicator = await start([far()], { hooks: { before } });
    const pack = replicator.submit({ name: 'packs/aa/aa', bytes: randomBytes(MB), lane: 'bulk', ledger: true });
    await sending.promise;
    await replicator.submit(segment(0));
    expect([...inBucket().keys()]).toEqual(['chains/c/0000']);
    held.resolve();
    await pack;
  });

  it('are in a zone only behind the keys that they need there', async () => {
    const asked: string[] = [];
    let answers = false;
    const before = async (zone: { name: string }, { name }: { name: string }) => {
      const there = zone.name === 'near' ? await inDirectory('near').catch(() => new Map()) : inBucket();
      asked.push(`${zone.name} ${name} ${there.has(name)}`);
      if (zone.name === 'far' && !answers) throw new Error('the mirror cannot be written');
    };
    const replicator = await start([near(), far()], { hooks: { before } });
    await replicator.submit(segment(0));
    await replicator.submit({ ...segment(1), ledger: true });
    await eventually('it was tried twice', () => asked.filter((each) => each.startsWith('far')).length > 1);
    expect(inBucket().size).toBe(1);
    expect(stateOf(replicator, 'far')).toMatchObject({ confirmed: 'chains/c/0000', heartbeat: new Date(1_000_000), lastError: { code: 'internal' } });
    answers = true;
    await idle(replicator);
    expect(inBucket().size).toBe(2);
    expect([...new Set(asked)].toSorted()).toEqual(['far chains/c/0001 false', 'near chains/c/0001 false']);
  });
});

describe('a zone that is away', () => {
  it.each(['nothing', 'refused'] as const)('(%s passes) costs the others nothing, is seen, and gets everything when it is back', async (passing) => {
    const replicator = await start([near(), far()]);
    const objects = Array.from({ length: 30 }, (_, n) => segment(n));
    await replicator.submit(objects[0]!);
    await idle(replicator);
    own.proxy.pass(passing);
    for (const each of objects.slice(1)) await replicator.submit(each);
    await eventually('it is seen', () => stateOf(replicator, 'far').unreachableSince !== undefined);
    expect(stateOf(replicator, 'far')).toMatchObject({ lastError: { code: 'unavailable' }, confirmed: 'chains/c/0000', heartbeat: new Date(1_000_000), waiting: { objects: 29, bytes: 29_000 } });
    expect(stateOf(replicator, 'near')).toMatchObject({ unreachableSince: undefined, confirmed: 'chains/c/0029', waiting: { objects: 0 } });
    own.proxy.pass('all');
    await idle(replicator);
    expect([...inBucket()]).toEqual([...expected(objects)]);
    expect(stateOf(replicator, 'far')).toMatchObject({ unreachableSince: undefined, confirmed: 'chains/c/0029' });
  });

  it('from the beginning is waited for by nobody', async () => {
    own.proxy.pass('nothing');
    const turns: [string, string | undefined][] = [];
    const replicator = await start([near(), far()], { turned: (zone, fault) => turns.push([zone, fault?.code]) });
    for (let n = 0; n < 3; n += 1) await replicator.submit(segment(n));
    expect(stateOf(replicator, 'near')).toMatchObject({ confirmed: 'chains/c/0002', heartbeat: new Date(1_000_002), catchingUpFrom: ['far'] });
    own.proxy.pass('all');
    await idle(replicator);
    expect(inBucket().size).toBe(3);
    expect(turns).toEqual([['far', 'unavailable'], ['far', undefined]]);
  });

  it('gets from another zone what the spool had to let go, good copies only, and is not said to be up to date before', async () => {
    const mayCopy = Promise.withResolvers<void>();
    const verify = async (name: string, bytes: Buffer) => {
      await mayCopy.promise;
      if (wanted.get(name) !== sha(bytes)) throw new Error('flipped');
    };
    const replicator = await start([near('one'), near('two'), far()], { hooks: { verify } }, { bytes: 20_000, objects: 1000 });
    const objects: Outgoing[] = [];
    const wanted = new Map<string, string>();
    const send = async (object: Outgoing) => {
      objects.push(object);
      wanted.set(object.name, sha(object.bytes));
      await replicator.submit(object);
    };
    await send(segment(0));
    await idle(replicator);
    own.proxy.pass('nothing');
    for (let n = 1; n < 40; n += 1) {
      await send(segment(n));
      if (n % 10 === 0) await send({ name: `packs/aa/${n}`, bytes: randomBytes(5000), lane: 'bulk' });
    }
    expect(replicator.state.spool.bytes).toBeLessThanOrEqual(20_000);
    expect(stateOf(replicator, 'far').catchingUpFrom).toEqual(['one', 'two']);
    const flipped = join(own.folder, 'one', objects[1]!.name);
    await rm(flipped);
    await writeFile(flipped, randomBytes(1000));
    await rm(join(own.folder, 'two', objects[2]!.name));
    // What the spool let go is remembered by a restart.
    await replicator.close();
    const again = await start([near('one'), near('two'), far()], { hooks: { verify } }, { bytes: 20_000, objects: 1000 });
    expect(stateOf(again, 'far').catchingUpFrom).toEqual(['one', 'two']);
    await again.submit(segment(40));
    own.proxy.pass('all');
    await eventually('the newest is there', () => inBucket().has('chains/c/0040'));
    await eventually('it is known there', () => stateOf(again, 'far').waiting.objects === 0);
    expect(stateOf(again, 'far').heartbeat).toBeUndefined();
    mayCopy.resolve();
    await idle(again);
    expect(stateOf(again, 'far')).toMatchObject({ heartbeat: new Date(1_000_040), catchingUpFrom: [] });
    const there = inBucket();
    for (const { name, bytes } of objects) expect([name, there.get(name)]).toEqual([name, sha(bytes)]);
  });

  it('gets what the spool let go also where that could not be written down at first', async () => {
    const [limits, mark, aside] = [{ bytes: 10_000, objects: 1000 }, join(own.folder, 'spool', 'zone!far'), join(own.folder, 'aside')];
    const replicator = await start([near(), far()], {}, limits);
    await replicator.submit(segment(0));
    await idle(replicator);
    own.proxy.pass('nothing');
    const objects = Array.from({ length: 12 }, (_, n) => segment(n + 1));
    for (const each of objects.slice(0, 10)) await replicator.submit(each);
    // A folder in its place: what was written before stays, as on a disk that is full.
    await rename(mark, aside);
    await mkdir(join(mark, 'in-the-way'), { recursive: true });
    await expect(replicator.submit(objects[10]!)).rejects.toMatchObject({ code: 'EISDIR' });
    expect(stateOf(replicator, 'far')).toMatchObject({ waiting: { objects: 10 }, catchingUpFrom: [] });
    await rm(mark, { recursive: true });
    await rename(aside, mark);
    await replicator.submit(objects[11]!);
    await replicator.close();
    own.proxy.pass('all');
    const again = await start([near(), far()], {}, limits);
    await idle(again);
    expect([...inBucket()].toSorted()).toEqual([...await inDirectory('near')].toSorted());
    expect(inBucket().size).toBe(12);
  });

  it('and was left out of the configuration meanwhile, is compared when it is back', async () => {
    const first = await start([near(), far()]);
    await first.submit(segment(0));
    await idle(first);
    await first.close();
    const without = await start([near()]);
    for (let n = 1; n < 4; n += 1) await without.submit(segment(n));
    await without.close();
    const second = await start([near(), far()]);
    expect(stateOf(second, 'far').catchingUpFrom).toEqual(['near']);
    await second.submit(segment(4));
    await idle(second);
    expect([...inBucket()].toSorted()).toEqual([...(await inDirectory('near'))].toSorted());
    expect(inBucket().size).toBe(5);
  });

  it('takes no memory for what waits for it', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const replicator = await start([near(), far()]);
    await replicator.submit(segment(0));
    await idle(replicator);
    own.proxy.pass('nothing');
    collect();
    const before = process.memoryUsage().arrayBuffers;
    for (let n = 1; n <= 24; n += 1) await replicator.submit({ ...segment(n, MB), lane: n % 2 ? 'stream' : 'bulk' });
    expect(stateOf(replicator, 'far').waiting.bytes).toBe(24 * MB);
    // Freed some time after it was collected.
    await eventually('only what is on its way is held', () => {
      collect();
      return process.memoryUsage().arrayBuffers - before < 5 * MB;
    });
    expect(stateOf(replicator, 'far').waiting.bytes).toBe(24 * MB);
  });

  it('is never half-written to, wherever an upload is cut', async () => {
    const replicator = await start([far(), near()]);
    const objects = Array.from({ length: 4 }, (_, n) => segment(n, 300_000));
    await replicator.submit(objects[0]!);
    for (const [n, cutAfter] of [[1, 100], [2, 100_000], [3, 300_000]] as const) {
      own.proxy.pass({ cutAfter });
      await replicator.submit(objects[n]!);
      await eventually('the cut was met', () => stateOf(replicator, 'far').unreachableSince !== undefined);
      expect([...inBucket()]).toEqual([...expected(objects.slice(0, n))]);
      own.proxy.pass('all');
      await idle(replicator);
    }
    expect([...inBucket()]).toEqual([...expected(objects)]);
  });

  it('that has written and could not say so has it once', async () => {
    const replicator = await start([far()]);
    own.s3.behave({ status: 503, error: 'SlowDown', of: 'PUT', afterwards: true, times: 3 });
    const object = segment(0);
    await replicator.submit(object);
    expect([...inBucket()]).toEqual([...expected([object])]);
  });
});

describe('the spool', () => {
  it('that is full has submissions wait, says so, and loses nothing', async () => {
    const replicator = await start([far()], {}, { bytes: 10_000, objects: 1000 });
    own.proxy.pass('nothing');
    const objects = Array.from({ length: 25 }, (_, n) => segment(n));
    let counted = 0;
    const all = Promise.all(objects.map((each) => replicator.submit(each).then(() => (counted += 1))));
    await eventually('it is full', () => replicator.state.spool.full);
    expect([replicator.state.spool.bytes, counted]).toEqual([10_000, 0]);
    own.proxy.pass('all');
    await all;
    await idle(replicator);
    expect([...inBucket()]).toEqual([...expected(objects)]);
    expect(replicator.state.spool.full).toBe(false);
  });

  it('goes on after a restart, and ignores what is torn in it', async () => {
    own.proxy.pass('nothing');
    const first = await start([far()]);
    const objects = Array.from({ length: 6 }, (_, n) => segment(n));
    const submitted = objects.map((each) => codeOf(first.submit(each)));
    await eventually('they are spooled', async () => (await readdir(join(own.folder, 'spool'))).filter((name) => !name.endsWith('.part')).length === 6);
    await first.close();
    expect(await Promise.all(submitted)).toEqual(Array.from({ length: 6 }, () => 'closed'));
    expect(await codeOf(first.submit(segment(9)))).toBe('closed');
    const files = (await readdir(join(own.folder, 'spool'))).toSorted();
    await truncate(join(own.folder, 'spool', files[1]!), 500);
    await writeFile(join(own.folder, 'spool', files[2]!), randomBytes(1000));
    await writeFile(join(own.folder, 'spool', 'left.part'), 'half of');
    own.proxy.pass('all');
    const second = await start([far()]);
    await second.submit(segment(7));
    await idle(second);
    expect([...inBucket().keys()]).toEqual([0, 3, 4, 5, 7].map((n) => `chains/c/000${n}`));
    expect((await readdir(join(own.folder, 'spool'))).toSorted()).toEqual(['zone!far']);
  });
});
