import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openZones, Replicator, type Outgoing, type ReplicatorParts, type ZonePlace, type ZoneState } from '@parley/backup';
import { awsEnvironment, eventually, s3Server, type S3Server } from '@parley/testing';
import { cuttingProxy, type CuttingProxy } from './cutting-proxy.js';

const HURRY = { connect: 500, answer: 300, together: 600, attempts: 1 };
const REPOSITORY = { id: 'r', environment: 'development' };

let root: string;
let number = 0;
let open: Replicator[] = [];
let restore: () => void;

/** What each test has of its own: a folder, and a bucket of the stand-in behind a proxy. */
export const own = {} as { folder: string; bucket: string; s3: S3Server; proxy: CuttingProxy };

/** To be called once in a spec file: makes them. */
export function replicationSpec(): void {
  beforeAll(async () => {
    [root, own.s3] = [await mkdtemp(join(tmpdir(), 'parley-replicator-')), await s3Server()];
    own.proxy = await cuttingProxy(own.s3.endpoint);
    restore = awsEnvironment(own.s3.credentials);
  });
  afterAll(async () => {
    restore();
    await closeAll();
    await own.proxy.close();
    await own.s3.close();
    await rm(root, { recursive: true });
  });
  beforeEach(async () => {
    await closeAll();
    own.proxy.pass('all');
    own.s3.behave('works');
    number += 1;
    [own.folder, own.bucket] = [join(root, String(number)), `bucket-${number}`];
    await mkdir(own.folder);
    own.s3.bucket(own.bucket);
  });
}

/** Closes what `start` has opened. */
export async function closeAll(): Promise<void> {
  for (const each of open) await each.close();
  open = [];
}

/** A zone in the bucket, by the proxy. */
export const far = (origin = own.proxy.origin): ZonePlace => ({ name: 'far', place: `s3://${own.bucket}?region=${own.s3.region}&endpoint=${encodeURIComponent(origin)}` });
/** A zone in a directory. */
export const near = (name = 'near'): ZonePlace => ({ name, place: join(own.folder, name) });

/** A replicator with short waits, closed before the next test. */
export async function start(places: readonly ZonePlace[], parts: Partial<ReplicatorParts> = {}, limits = { bytes: 100_000_000, objects: 1000 }, spool = 'spool'): Promise<Replicator> {
  const replicator = await Replicator.open({
    zones: openZones(places, { s3: { small: HURRY, large: HURRY } }), repository: REPOSITORY, spool: { directory: join(own.folder, spool), limits }, waits: { first: 20, most: 100 }, ...parts,
  });
  open.push(replicator);
  return replicator;
}

export const segment = (n: number, size = 1000): Outgoing => ({ name: `chains/c/${String(n).padStart(4, '0')}`, bytes: randomBytes(size), lane: 'stream', heartbeat: new Date(1_000_000 + n) });
export function stateOf(replicator: Replicator, name: string): ZoneState {
  const found = replicator.state.zones.find((zone) => zone.name === name);
  if (!found) throw new Error(`There is no zone ${name}`);
  return found;
}
export const idle = (replicator: Replicator) => eventually('every zone has everything', () => replicator.state.spool.objects === 0 && replicator.state.zones.every(({ waiting, catchingUpFrom }) => waiting.objects + catchingUpFrom.length === 0));
export const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: { code: string }) => error.code);
export const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Objects of a directory by their names, with hashes, but the one that says whose it is. */
export async function inDirectory(name: string): Promise<Map<string, string>> {
  const [path, found] = [join(own.folder, name), new Map<string, string>()];
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name).slice(path.length + 1);
    if (entry.isFile() && file !== 'repository' && !file.startsWith('.incoming')) found.set(file, sha(await readFile(join(path, file))));
  }
  return found;
}
/** The same of the bucket, in the order of their writing. */
export const inBucket = (): Map<string, string> => new Map([...own.s3.bucket(own.bucket).objects].filter(([name]) => name !== 'repository').map(([name, { content }]) => [name, sha(content)]));
export const expected = (objects: readonly Outgoing[]): Map<string, string> => new Map(objects.map(({ name, bytes }) => [name, sha(bytes)]));
