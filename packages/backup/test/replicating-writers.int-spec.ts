import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '@parley/testing';
import { codeOf, expected, far, idle, inBucket, inDirectory, near, own, replicationSpec, segment, sha, start, stateOf } from './support/replication.js';

replicationSpec();

describe('another writer', () => {
  it('is met by what it has written: then nothing is written any more, anywhere', async () => {
    const [met, later] = [segment(1), segment(2)];
    const other = await start([far(own.s3.endpoint)], {}, undefined, 'other');
    await other.submit(met);
    await other.close();
    const faults: string[] = [];
    const replicator = await start([near(), far()], { fenced: ({ code, message }) => faults.push(`${code} ${message}`) });
    await replicator.submit(segment(0));
    await idle(replicator);
    const before = new Map([...inBucket(), ...(await inDirectory('near'))]);
    const results = await Promise.all([codeOf(replicator.submit({ ...met, bytes: randomBytes(1000) }))]);
    await eventually('it was met', () => faults.length > 0);
    expect(faults).toEqual([expect.stringMatching(/^fenced Another chains\/c\/0001 is in zone (near|far): somebody else writes this repository$/)]);
    expect(results).toEqual(['fenced']);
    expect(await codeOf(replicator.submit(later))).toBe('fenced');
    expect(new Map([...inBucket(), ...(await inDirectory('near'))])).toEqual(before);
  });

  it('that says the same, sealed once more, is none', async () => {
    const other = await start([far(own.s3.endpoint)], {}, undefined, 'other');
    const theirs = segment(1);
    await other.submit(theirs);
    await other.close();
    const compared: [string, string][] = [];
    const replicator = await start([far()], { hooks: { same: (_name, ours, there) => compared.push([sha(ours), sha(there)]) > 0 } });
    const ours = segment(1);
    await replicator.submit(ours);
    expect(compared).toEqual([[sha(ours.bytes), sha(theirs.bytes)]]);
    expect([...inBucket()]).toEqual([...expected([theirs])]);
  });

  it('is this one, where two zones are one place by two ways', async () => {
    const replicator = await start([{ ...far(own.s3.endpoint), name: 'one' }, { ...far(), name: 'two' }]);
    await replicator.submit(segment(0));
    await eventually('it is seen', () => replicator.state.zones.some(({ lastError }) => lastError?.code === 'same_place'));
    expect(replicator.state.zones.filter(({ confirmed }) => confirmed !== undefined)).toHaveLength(1);
  });

  it('cannot hide behind a disk that is not mounted', async () => {
    const first = await start([near(), far()]);
    await first.submit(segment(0));
    await idle(first);
    await first.close();
    await rename(join(own.folder, 'near'), join(own.folder, 'unmounted'));
    const second = await start([near(), far()]);
    await second.submit(segment(1));
    await eventually('it is seen', () => stateOf(second, 'near').lastError?.code === 'lost_zone');
    await rename(join(own.folder, 'unmounted'), join(own.folder, 'near'));
    await idle(second);
    expect((await inDirectory('near')).size).toBe(2);
  });
});

describe('a process that is killed', () => {
  it('again and again, loses nothing that counted, writes nothing twice, and leaves nothing half-written', async () => {
    const counted = new Set<number>();
    const seen = new Map<string, string>();
    const CHILD = join(import.meta.dirname, 'support/replicating-child.ts');
    for (let round = 0; round < 3; round += 1) {
      const child = spawn(process.execPath, [CHILD, own.folder, String(Math.max(-1, ...counted) + 1)], { stdio: ['ignore', 'pipe', 'inherit'] });
      const wanted = counted.size + 10 + Math.floor(Math.random() * 20);
      for await (const line of createInterface({ input: child.stdout })) {
        counted.add(Number(line));
        if (counted.size >= wanted) child.kill('SIGKILL');
      }
      await (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined);
      for (const zone of ['a', 'b']) {
        for (const [name, hash] of await inDirectory(zone).catch(() => new Map<string, string>())) {
          expect([name, seen.get(name) ?? hash]).toEqual([name, hash]);
          seen.set(name, hash);
        }
      }
    }
    const last = await start([near('a'), near('b')]);
    await idle(last);
    const [a, b] = [await inDirectory('a'), await inDirectory('b')];
    expect([...a].toSorted()).toEqual([...b].toSorted());
    for (const zone of ['a', 'b']) expect(await readdir(join(own.folder, zone, '.incoming'))).toEqual([]);
    for (const [name, hash] of seen) expect([name, a.get(name)]).toEqual([name, hash]);
    const numbers = new Set([...a.keys()].map((name) => Number(name.slice(-6))));
    for (const n of counted) expect(numbers).toContain(n);
    for (const [name, hash] of a) expect([name, hash]).toEqual([name, sha(contentOf(Number(name.slice(-6))))]);
  });
});

const contentOf = (n: number): Buffer => Buffer.alloc(20_000 + (n % 7) * 10_000, createHash('sha256').update(String(n)).digest());
