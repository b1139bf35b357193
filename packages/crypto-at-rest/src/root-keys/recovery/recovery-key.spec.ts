import { beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { RecoveryKey } from './recovery-key.js';

describe('a recovery key', () => {
  const context = { rootKeyId: 'one', environment: 'production' };
  const rootKey = randomBytes(32);
  let key: RecoveryKey;
  let identity: string;
  let wrapped: Buffer;

  beforeAll(async () => {
    ({ key, identity } = await RecoveryKey.generate());
    wrapped = await key.wrap(rootKey, context);
  });

  it('wraps a root key in an age file that its identity alone opens, for this id and environment', async () => {
    expect(wrapped.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n-> X25519 /);
    expect((await (await RecoveryKey.parse(identity)).unwrap(wrapped, context)).equals(rootKey)).toBe(true);
    for (const other of [{ ...context, rootKeyId: 'two' }, { ...context, environment: 'staging' }]) {
      await expect(key.unwrap(wrapped, other)).rejects.toMatchObject({ code: 'root_key_foreign' });
    }
    await expect((await RecoveryKey.generate()).key.unwrap(wrapped, context)).rejects.toMatchObject({ code: 'root_key_foreign' });
  });

  it('opens nothing that was changed or cut', async () => {
    for (const at of [30, wrapped.length - 1]) {
      await expect(key.unwrap(Buffer.from(wrapped).fill((wrapped[at] ?? 0) ^ 1, at, at + 1), context)).rejects.toMatchObject({ code: 'root_key_foreign' });
    }
    await expect(key.unwrap(wrapped.subarray(0, -1), context)).rejects.toMatchObject({ code: 'root_key_foreign' });
  });

  it('is read from the file that age-keygen writes, by its recipient', async () => {
    const read = await RecoveryKey.parse(`# created: 2026-11-24T15:00:00Z\n# public key: ${key.recipient}\n${identity}\n`);
    expect([read.recipient, key.recipient]).toEqual([expect.stringMatching(/^age1[0-9a-z]{58}$/), read.recipient]);
  });

  it.each([
    ['nothing', () => ''], ['comments only', () => '# a\n'], ['a public key', () => key.recipient], ['a cut identity', () => identity.slice(0, -1)],
    ['a letter changed', () => identity.slice(0, -1) + (identity.endsWith('Q') ? 'P' : 'Q')], ['two', () => `${identity}\n${identity}`],
  ])('is not read from %s; the error repeats nothing of it', async (_what, input) => {
    await expect(RecoveryKey.parse(input())).rejects.toMatchObject({ code: 'key_unusable', message: 'The input holds no recovery key: one line that begins with AGE-SECRET-KEY-1' });
  });
});
