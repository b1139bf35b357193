import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Database, Statement } from '@parley/persistence';
import { createAccount, createKey, createTestDatabase, openDatabase, testKeyring, testKeyringParts, type OpenDatabase, type TestDatabase, type TestKey } from '@parley/testing';
import { Attempt } from '../src/credentials/attempt.js';
import { KeyDirectory } from '../src/credentials/key-directory.js';

/** The real one, watched: that the comparison takes the same time whatever is compared cannot be seen from outside. */
const timingSafeEqual = jest.spyOn(crypto, 'timingSafeEqual');
syncBuiltinESMExports();

const UNKNOWN = `act_${'0'.repeat(24)}`;

describe('no timing difference between an unknown key and a wrong secret', () => {
  let database: TestDatabase;
  let open: OpenDatabase;
  let key: TestKey;
  const attempt = () => new Attempt(new KeyDirectory(open.database, testKeyring()));

  beforeAll(async () => {
    database = await createTestDatabase();
    open = openDatabase(database.url, 1);
    key = await createKey(database, { accountId: (await createAccount(database)).id });
  });
  beforeEach(() => {
    timingSafeEqual.mockClear();
  });
  afterAll(async () => {
    timingSafeEqual.mockRestore();
    syncBuiltinESMExports();
    await open.close();
    await database.close();
  });

  it.each<[string, () => readonly [id: string, secret: string], boolean]>([
    ['the secret', () => [key.id, key.secret], true],
    ['a wrong secret', () => [key.id, key.secret.replace(/^./, '.')], false],
    ['a secret of another length', () => [key.id, 'x'], false],
    ['no secret', () => [key.id, ''], false],
    ['an unknown key', () => [UNKNOWN, key.secret], false],
  ])('%s: digests are compared once, in constant time', async (_, given, matches) => {
    const [id, secret] = given();
    const tried = attempt();
    await tried.lookUp(id);
    expect(tried.withSecret(secret)?.principal.keyId).toBe(matches ? id : undefined);
    expect(timingSafeEqual.mock.calls.map((compared) => compared.map(({ byteLength }) => byteLength))).toEqual([[32, 32]]);
  });

  it('a signature is verified for an unknown key too, with a key of the same kind', async () => {
    const [known, unknown] = [await attempt().lookUp(key.id), await attempt().lookUp(UNKNOWN)];
    const kind = ({ signingKey }: typeof known) => [signingKey.type, signingKey.equals(known.signingKey)];
    expect([kind(known), kind(unknown)]).toEqual([['secret', true], ['secret', false]]);
  });

  it('a refusal costs the same reading: of an unknown key, one never seen, one whose secret was opened before, one that is remembered', async () => {
    const cost: string[] = [];
    const { store, ...parts } = testKeyringParts();
    const keyring = testKeyring({ ...parts, store: { ...store, read: (name) => (cost.push('key store'), store.read(name)) } });
    const sql = open.database.system();
    const database = { system: () => ({ query: (statement: { name: string }, values?: unknown[]) => (cost.push(statement.name), sql.query(statement as Statement, values)) }) } as unknown as Database;
    const refused = async (keys: KeyDirectory, id: string) => {
      cost.length = 0;
      const tried = new Attempt(keys);
      await tried.lookUp(id);
      expect(tried.withSecret('wrong')).toBeUndefined();
      await tried.settle();
      return [...cost];
    };
    const keys = new KeyDirectory(database, keyring);
    const costs = [await refused(keys, UNKNOWN), await refused(keys, key.id), await refused(keys, key.id), await refused(new KeyDirectory(database, keyring), key.id)];
    // Once; again where the machine took longer than a lease to answer.
    for (const each of costs) expect(each.join()).toMatch(/^(api-key-live,data-keys-find,key store,?)+$/);
  });
});
