import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryKeyStore } from './directory-key-store.js';

const NAME = 'tenant/shard';
const [OLD, NEW] = [Buffer.from('old'), Buffer.alloc(100_000, 'new')];

describe('a key store in a directory', () => {
  let parent: string;
  let folder: string;
  let store: DirectoryKeyStore;
  let count = 0;

  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'parley-key-store-'));
  });
  afterAll(() => rmSync(parent, { recursive: true }));
  beforeEach(() => {
    folder = join(parent, String((count += 1)), 'deep', 'store');
    store = new DirectoryKeyStore(folder);
  });
  const files = () => readdirSync(join(folder, 'tenant'));

  it('reads what was written last, and nothing where nothing is', async () => {
    expect(await store.read(NAME)).toBeUndefined();
    await store.write(NAME, OLD);
    await store.write(NAME, NEW);
    expect(await new DirectoryKeyStore(folder).read(NAME)).toEqual(NEW);
    expect(files()).toEqual(['shard']);
  });

  it('is its owner\'s only: files 0600, directories 0700', async () => {
    await store.write(NAME, OLD);
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect(mode(join(folder, NAME))).toBe(0o600);
    for (const directory of [join(folder, 'tenant'), folder, join(folder, '..')]) expect(mode(directory)).toBe(0o700);
  });

  it('destroys, also what is not there', async () => {
    await store.write(NAME, OLD);
    await store.destroy(NAME);
    await store.destroy(NAME);
    await store.destroy('nobody/nothing');
    expect(await store.read(NAME)).toBeUndefined();
    expect(files()).toEqual([]);
  });

  it('lists the objects of a folder, and nothing that is being written', async () => {
    for (const name of ['tenant/a', 'tenant/deep/b', 'tenant2/c']) await store.write(name, OLD);
    writeFileSync(join(folder, 'tenant/a.0a1b.new'), 'unfinished');
    expect((await store.list('tenant')).toSorted()).toEqual(['tenant/a', 'tenant/deep/b']);
    expect(await store.list('nobody')).toEqual([]);
  });

  it('replaces what is as it was read, and nothing else', async () => {
    expect(await store.replace('nobody/nothing', OLD, NEW).catch(() => false)).toBe(false);
    await store.write(NAME, OLD);
    expect([await store.replace(NAME, OLD, NEW), await store.replace(NAME, OLD, Buffer.from('late'))]).toEqual([true, false]);
    expect(await store.read(NAME)).toEqual(NEW);
    expect(files()).toEqual(['shard']);
    expect(statSync(join(folder, NAME)).mode & 0o777).toBe(0o600);
  });

  it('of two who replace the same state one succeeds at most, and his is what is there', async () => {
    for (let round = 0; round < 50; round += 1) {
      await store.write(NAME, OLD);
      const contents = ['a', 'b'].map((who) => Buffer.from(`${who} in round ${round}`));
      const won = await Promise.all(contents.map((content) => store.replace(NAME, OLD, content).catch(() => false)));
      const there = await store.read(NAME);
      expect(contents.filter((_, index) => won[index]).map(String)).toEqual(there?.equals(OLD) ? [] : [String(there)]);
      expect(files()).toEqual(['shard']);
    }
  });

  it.each(['../outside', '/etc/passwd', 'a/../../b', 'a/./b', 'a//b', 'a/', '', '.', '..', 'a\u0000b', 'a\nb', 'a\\b', 'a.new'])('refuses a name that could lead elsewhere: %j', async (name) => {
    for (const use of [store.read(name), store.write(name, OLD), store.destroy(name)]) await expect(use).rejects.toThrow('a name of plain letters');
    expect(existsSync(folder)).toBe(false);
  });

  it('a crash between writing and renaming leaves the old content, and the next write or removal takes away what it left', async () => {
    for (const next of [() => store.write(NAME, NEW), () => store.destroy(NAME)]) {
      await store.write(NAME, OLD);
      await store.write('tenant/shard2', OLD);
      writeFileSync(join(folder, `${NAME}.0a1b.new`), 'keys that would outlive their erasure');
      writeFileSync(join(folder, 'tenant/shard2.0a1b.new'), 'of another object');
      expect(await store.read(NAME)).toEqual(OLD);
      await next();
      expect(files().filter((name) => name.startsWith('shard.'))).toEqual([]);
      expect(files()).toContain('shard2.0a1b.new');
    }
  });

  it('a write that fails leaves no file of its own behind', async () => {
    mkdirSync(join(folder, NAME, 'in the way'), { recursive: true });
    await expect(store.write(NAME, OLD)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(files()).toEqual(['shard']);
  });

  it('whoever reads while others write meets a whole content, and one of the writers has the last word', async () => {
    const contents = Array.from({ length: 8 }, (_, index) => Buffer.alloc(50_000, `${index}`));
    await store.write(NAME, OLD);
    const writing = Promise.allSettled(contents.map((content) => store.write(NAME, content)));
    let done = false;
    void writing.then(() => (done = true));
    while (!done) {
      const seen = await store.read(NAME);
      expect([OLD, ...contents].some((content) => seen?.equals(content))).toBe(true);
    }
    expect((await writing).some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(contents.some((content) => readFileSync(join(folder, NAME)).equals(content))).toBe(true);
    expect(files()).toEqual(['shard']);
  });
});
