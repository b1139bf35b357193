import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileStore, type FileStore } from '@parley/object-store';
import { awsEnvironment, s3Server, type S3Server } from '@parley/testing';

const NAME = 'app/file-1';
let directory: string;
let s3: S3Server;
let restore: () => void;
let stores: Record<'a directory' | 'S3', FileStore>;

beforeAll(async () => {
  [directory, s3] = [await mkdtemp(join(tmpdir(), 'parley-files-')), await s3Server()];
  restore = awsEnvironment(s3.credentials);
  s3.bucket('files');
  stores = {
    'a directory': openFileStore(join(directory, 'made', 'when', 'needed')),
    S3: openFileStore(`s3://files/attachments?region=${s3.region}&endpoint=${encodeURIComponent(s3.endpoint)}`),
  };
});
afterAll(async () => {
  restore();
  await s3.close();
  await rm(directory, { recursive: true });
});

async function* chunks(content: Buffer, size = 100_000) {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}
async function* broken() {
  yield Buffer.alloc(70_000);
  throw new Error('the caller has gone');
}
async function read(store: FileStore, from: number, to: number, name = NAME): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const part of store.read(name, from, to)) all.push(part);
  return Buffer.concat(all);
}
const names = async () => (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

describe.each(['a directory', 'S3'] as const)('files in %s', (kind) => {
  it('are written in a stream, read in parts, and destroyed', async () => {
    const store = stores[kind];
    const content = randomBytes(2_500_000);
    await store.write(NAME, chunks(content));
    for (const [from, to] of [[0, 2_500_000], [0, 1], [1_048_575, 1_048_577], [2_499_999, 2_600_000]] as const) {
      expect((await read(store, from, to)).equals(content.subarray(from, to))).toBe(true);
    }
    await expect(read(store, 2_500_000, 2_500_001)).resolves.toHaveLength(0);
    await store.destroy(NAME);
    await store.destroy(NAME);
    await expect(read(store, 0, 1)).rejects.toMatchObject({ code: 'missing' });
  });

  it('are there whole or not at all: what the stream threw is told, and nothing stays', async () => {
    const store = stores[kind];
    await expect(store.write(NAME, broken())).rejects.toThrow('the caller has gone');
    await expect(read(store, 0, 1)).rejects.toMatchObject({ code: 'missing' });
    expect([await names(), [...s3.bucket('files').objects.keys()]]).toEqual([[], []]);
  });

  it('refuse a name that leads out of the store', async () => {
    for (const name of ['../file', '/file', 'a//b', 'a.b', '']) await expect(read(stores[kind], 0, 1, name)).rejects.toThrow('Not a name');
  });
});

it('what a killed write left in a directory goes with the file', async () => {
  await stores['a directory'].write(NAME, chunks(randomBytes(10)));
  await writeFile(join(directory, 'made', 'when', 'needed', `${NAME}.new`), 'half');
  await stores['a directory'].destroy(NAME);
  expect(await names()).toEqual([]);
});

it('S3 that does not take a file is told as unavailable or refused; the file is not there', async () => {
  for (const [status, error, code] of [[503, 'SlowDown', 'unavailable'], [403, 'AccessDenied', 'refused']] as const) {
    s3.behave({ status, error, of: 'PUT' });
    await expect(stores.S3.write(NAME, chunks(randomBytes(10)))).rejects.toMatchObject({ code });
  }
  s3.behave('works');
  expect(s3.bucket('files').objects.size).toBe(0);
});
