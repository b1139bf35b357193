import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { baseFolder } from '@parley/kernel';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addRecipient, configuredProvider, createRootKey, openRootKeys, rootKeyAccess, type RootKeyProvider, type RootKeySettings } from '@parley/crypto-at-rest';
import { createTestDatabase, openDatabase, testRootKeyFile } from '@parley/testing';

const run = promisify(execFile);
/** SoftHSM keeps its tokens for the whole machine (a setting of this process does not reach the library in jest), so this run's has a name of its own. */
const [MODULE, TOKEN, PIN] = ['/usr/lib/softhsm/libsofthsm2.so', `parley-${randomBytes(8).toString('hex')}`, '4711'];

// The native module is compiled first.
jest.setTimeout(300_000);

/** Makes AES-256 keys of these labels that never leave the token. */
async function makeKeys(...labels: string[]): Promise<void> {
  const { default: api } = await import('pkcs11js');
  const library = new api.PKCS11();
  library.load(MODULE);
  library.C_Initialize();
  const slot = library.C_GetSlotList(true).find((each) => library.C_GetTokenInfo(each).label.trim() === TOKEN);
  const session = library.C_OpenSession(slot!, api.CKF_SERIAL_SESSION | api.CKF_RW_SESSION);
  library.C_Login(session, api.CKU_USER, PIN);
  for (const label of labels) {
    library.C_GenerateKey(session, { mechanism: api.CKM_AES_KEY_GEN }, [
      { type: api.CKA_LABEL, value: label }, { type: api.CKA_VALUE_LEN, value: 32 }, { type: api.CKA_TOKEN, value: true }, { type: api.CKA_SENSITIVE, value: true },
      { type: api.CKA_EXTRACTABLE, value: false }, { type: api.CKA_ENCRYPT, value: true }, { type: api.CKA_DECRYPT, value: true },
    ]);
  }
  library.C_Finalize();
  library.close();
}

describe('the root key in a PKCS#11 token (SoftHSM2)', () => {
  const context = { rootKeyId: 'one', environment: 'development' };
  const rootKey = randomBytes(32);
  let folder: string;
  let settings: RootKeySettings;
  const provider = (changes: Partial<RootKeySettings> = {}): Promise<RootKeyProvider> => configuredProvider('pkcs11', { ...settings, ...changes });

  beforeAll(async () => {
    await run('npm', ['run', 'pkcs11'], { cwd: baseFolder(), maxBuffer: 2 ** 24 });
    folder = mkdtempSync(join(tmpdir(), 'parley-pkcs11-'));
    await run('softhsm2-util', ['--init-token', '--free', '--label', TOKEN, '--pin', PIN, '--so-pin', '0815']);
    await makeKeys('root', 'other', 'twice', 'twice');
    const pinFile = join(folder, 'pin');
    writeFileSync(pinFile, `${PIN}\n`, { mode: 0o600 });
    settings = { env: 'development', pkcs11Module: MODULE, pkcs11Token: TOKEN, pkcs11KeyLabel: 'root', pkcs11PinFile: pinFile };
  });
  afterAll(async () => {
    await run('softhsm2-util', ['--delete-token', '--token', TOKEN]);
    rmSync(folder, { recursive: true });
  });

  it('is wrapped and opened for the same root key, environment and token key only', async () => {
    const wrapped = await (await provider()).wrap(rootKey, context);
    expect((await (await provider()).unwrap(wrapped, context)).equals(rootKey)).toBe(true);
    const other = await provider({ pkcs11KeyLabel: 'other' });
    const same = await provider();
    for (const attempt of [same.unwrap(wrapped, { ...context, rootKeyId: 'two' }), same.unwrap(wrapped, { ...context, environment: 'production' }), other.unwrap(wrapped, context)]) {
      await expect(attempt).rejects.toMatchObject({ code: 'root_key_foreign' });
    }
    for (const at of [0, 1, 13, 44, 45, wrapped.length - 1]) {
      await expect(same.unwrap(Buffer.from(wrapped).fill((wrapped[at] ?? 0) ^ 1, at, at + 1), context)).rejects.toMatchObject({ code: 'root_key_foreign' });
    }
    await expect(same.unwrap(wrapped.subarray(0, -1), context)).rejects.toMatchObject({ code: 'root_key_foreign' });
  });

  it.each<[string, Partial<RootKeySettings>, RegExp]>([
    ['another library', { pkcs11Module: '/usr/lib/none.so' }, /: PARLEY_PKCS11_MODULE$/],
    ['another token', { pkcs11Token: 'none' }, /no token of this label: PARLEY_PKCS11_TOKEN$/],
    ['another key', { pkcs11KeyLabel: 'none' }, /no AES key of this label: PARLEY_PKCS11_KEY_LABEL$/],
    ['two keys of one label', { pkcs11KeyLabel: 'twice' }, /several AES keys of this label: PARLEY_PKCS11_KEY_LABEL$/],
  ])('%s is told in one line that names the setting', async (_what, changes, message) => {
    await expect((await provider(changes)).wrap(rootKey, context)).rejects.toMatchObject({ code: 'key_unusable', message: expect.stringMatching(message) });
    expect((await (await provider()).wrap(rootKey, context))).toHaveLength(61);
  });

  it('a wrong PIN is told and never repeated; a PIN file that others may read is refused', async () => {
    const pinFile = join(folder, 'wrong-pin');
    writeFileSync(pinFile, '9999', { mode: 0o600 });
    const wrong = provider({ pkcs11PinFile: pinFile });
    await expect((await wrong).wrap(rootKey, context)).rejects.toMatchObject({ code: 'key_unusable', message: 'The PKCS#11 token refuses (CKR_PIN_INCORRECT): PARLEY_PKCS11_PIN_FILE' });
    chmodSync(pinFile, 0o644);
    await expect((await wrong).wrap(rootKey, context)).rejects.toMatchObject({ message: `The PIN file ${pinFile} may be read by others than its owner (chmod 600): PARLEY_PKCS11_PIN_FILE` });
  });

  it('keeps the root key of a database that is moved to it from a key file, live', async () => {
    const test = await createTestDatabase();
    const pool = openDatabase(test.url, 2);
    const sql = pool.database.system();
    await test.query('truncate root_keys cascade');
    const byFile = await rootKeyAccess({ env: 'development', rootKeyFile: testRootKeyFile() });
    const id = await createRootKey(sql, byFile);
    const { key } = (await openRootKeys(sql, byFile)).current();
    await addRecipient(sql, byFile, await provider(), ({ provider: name }) => name === 'file');
    const moved = (await openRootKeys(sql, await rootKeyAccess(settings))).current();
    expect([moved.id, moved.key.equals(key)]).toEqual([id, true]);
    await expect(openRootKeys(sql, byFile)).rejects.toMatchObject({ code: 'root_key_foreign' });
    await pool.close();
    await test.close();
  });
});
