import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeyStore } from './open-key-store.js';

describe('the key store of PARLEY_KEY_STORE', () => {
  let folder: string;
  const refusal = (directory?: string) => openKeyStore(directory).then(() => undefined, (error: Error) => ({ name: error.name, message: error.message }));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is made where it is missing, for its owner only, and found again', async () => {
    const directory = join(folder, 'deep', 'store');
    await (await openKeyStore(directory)).write('tenant/shard', Buffer.from('secret'));
    expect([directory, join(directory, 'tenant'), join(directory, 'tenant/shard')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700, 0o600]);
    expect(await (await openKeyStore(directory)).read('tenant/shard')).toEqual(Buffer.from('secret'));
  });

  it('is refused in one line: not set, open to others, no directory', async () => {
    chmodSync(folder, 0o750);
    writeFileSync(join(folder, 'file'), '');
    expect(await refusal()).toEqual({ name: 'ConfigError', message: expect.stringMatching(/^PARLEY_KEY_STORE is missing: .+$/) });
    expect(await refusal(folder)).toEqual({ name: 'ConfigError', message: `The key store ${folder} is open to others than its owner (chmod 700): PARLEY_KEY_STORE` });
    expect(await refusal(join(folder, 'file', 'store'))).toEqual({ name: 'ConfigError', message: `The key store ${folder}/file/store cannot be used (ENOTDIR): PARLEY_KEY_STORE` });
  });
});
