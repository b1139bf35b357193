import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileProvider } from './file-provider.js';
import { makeKeyFile } from './key-file.js';

describe('a key file', () => {
  let folder: string;
  let path: string;
  const context = { rootKeyId: 'one', environment: 'development' };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-key-file-'));
    path = join(folder, 'root.key');
    makeKeyFile(path);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is made for its owner only, with 32 bytes as base64, and never written over', () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, 'utf8');
    expect(Buffer.from(text, 'base64')).toHaveLength(32);
    expect(() => makeKeyFile(path)).toThrow(`The key file ${path} is there already: PARLEY_ROOT_KEY_FILE`);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(['root.key']);
  });

  it('wraps a root key for its id and environment only', async () => {
    const rootKey = randomBytes(32);
    const provider = FileProvider.open(path);
    const wrapped = await provider.wrap(rootKey, context);
    expect((await FileProvider.open(path).unwrap(wrapped, context)).equals(rootKey)).toBe(true);
    for (const other of [{ ...context, rootKeyId: 'two' }, { ...context, environment: 'production' }]) {
      await expect(provider.unwrap(wrapped, other)).rejects.toMatchObject({ code: 'root_key_foreign' });
    }
  });

  it('opens nothing that was changed in any byte, cut or lengthened', async () => {
    const provider = FileProvider.open(path);
    const wrapped = await provider.wrap(randomBytes(32), context);
    const changed = Array.from(wrapped, (byte, at) => Buffer.from(wrapped).fill(byte ^ 1, at, at + 1));
    for (const bad of [...changed, wrapped.subarray(0, -1), Buffer.concat([wrapped, Buffer.of(0)])]) {
      await expect(provider.unwrap(bad, context)).rejects.toMatchObject({ code: 'root_key_foreign' });
    }
  });

  it('says which key it is, which is not the key', () => {
    const other = join(folder, 'other.key');
    makeKeyFile(other);
    const [mine, others] = [FileProvider.open(path), FileProvider.open(other)];
    expect(mine.recipient).toMatch(/^[0-9a-f]{32}$/);
    expect(mine.recipient).not.toBe(others.recipient);
    expect(Buffer.from(readFileSync(path, 'utf8'), 'base64').toString('hex')).not.toContain(mine.recipient);
  });

  it.each([0o640, 0o604, 0o660, 0o610])('is refused when others than its owner may use it: mode %o', (mode) => {
    chmodSync(path, mode);
    expect(() => FileProvider.open(path)).toThrow(`The key file ${path} may be read by others than its owner (chmod 600): PARLEY_ROOT_KEY_FILE`);
    chmodSync(path, 0o600);
  });

  it('is refused when it is missing, a folder, or holds something else', () => {
    expect(() => FileProvider.open(join(folder, 'none'))).toThrow(/is missing: PARLEY_ROOT_KEY_FILE$/);
    expect(() => makeKeyFile(join(folder, 'none', 'root.key'))).toThrow(/cannot be made \(ENOENT\): PARLEY_ROOT_KEY_FILE$/);
    for (const text of ['', randomBytes(31).toString('base64'), randomBytes(33).toString('base64'), randomBytes(32).toString('hex')]) {
      const bad = join(folder, 'bad.key');
      writeFileSync(bad, text, { mode: 0o600 });
      expect(() => FileProvider.open(bad)).toThrow(/^The key file \S+ does not hold 32 bytes as base64: PARLEY_ROOT_KEY_FILE$/);
    }
  });
});
