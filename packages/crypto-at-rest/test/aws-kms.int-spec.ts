import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { configuredProvider, createRootKey, openRootKeys, rootKeyAccess, waitForRootKeys, type RootKeyProvider, type RootKeySettings } from '@parley/crypto-at-rest';
import { createTestDatabase, eventually, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { kmsServer, type KmsServer } from './support/kms-server.js';

const [KEY, OTHER_KEY, UNKNOWN_KEY] = ['1', '2', '3'].map((n) => `arn:aws:kms:eu-central-1:111122223333:key/${n}234abcd-12ab-34cd-56ef-1234567890ab`) as [string, string, string];
/** The spec's own credentials, and none of the machine's. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'of-a-spec', AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };

/** AWS's own SDK against a stand-in that speaks the protocol (ADR 0061): it refuses answers that it cannot read. */
describe('the root key in AWS KMS', () => {
  const before = { ...process.env };
  const context = { rootKeyId: 'one', environment: 'development' };
  const rootKey = randomBytes(32);
  let kms: KmsServer;
  let settings: RootKeySettings;
  let provider: RootKeyProvider;

  beforeAll(async () => {
    Object.assign(process.env, CREDENTIALS);
    kms = await kmsServer([KEY, OTHER_KEY]);
    settings = { env: 'development', kmsKey: KEY, kmsEndpoint: kms.endpoint };
    provider = await configuredProvider('aws-kms', settings);
  });
  afterAll(async () => {
    process.env = before;
    await kms.close();
  });
  beforeEach(() => kms.behave('works'));

  it('is wrapped and opened with its context, by requests that are signed for the key’s own region', async () => {
    const wrapped = await provider.wrap(rootKey, context);
    expect((await provider.unwrap(wrapped, context)).equals(rootKey)).toBe(true);
    const EncryptionContext = { 'parley:environment': 'development', 'parley:root-key': 'one' };
    expect(kms.heard.map(({ operation, body }) => [operation, body.KeyId, body.EncryptionContext])).toEqual([
      ['TrentService.Encrypt', KEY, EncryptionContext], ['TrentService.Decrypt', KEY, EncryptionContext],
    ]);
    for (const { authorization } of kms.heard) expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/kms\/aws4_request, /);
  });

  it('opens for the same root key, environment and KMS key only', async () => {
    const wrapped = await provider.wrap(rootKey, context);
    const other = await configuredProvider('aws-kms', { ...settings, kmsKey: OTHER_KEY });
    for (const attempt of [provider.unwrap(wrapped, { ...context, rootKeyId: 'two' }), provider.unwrap(wrapped, { ...context, environment: 'production' }), other.unwrap(wrapped, context)]) {
      await expect(attempt).rejects.toMatchObject({ code: 'root_key_foreign' });
    }
  });

  it.each([
    [{ status: 400, error: 'AccessDeniedException' }, 'key_unusable', false], [{ status: 400, error: 'DisabledException' }, 'key_unusable', false],
    [{ status: 400, error: 'KMSInvalidStateException' }, 'key_unusable', false], [{ status: 400, error: 'UnrecognizedClientException' }, 'key_unusable', false],
    [{ status: 500, error: 'KeyUnavailableException' }, 'key_service_unreachable', true], [{ status: 500, error: 'KMSInternalException' }, 'key_service_unreachable', true],
    [{ status: 503, error: 'ServiceUnavailable' }, 'key_service_unreachable', true], [{ status: 400, error: 'ThrottlingException' }, 'key_service_unreachable', true],
  ] as const)('an answer of %j is told by its name, and whether it may pass', async (how, code, retryable) => {
    kms.behave(how);
    await expect(provider.wrap(rootKey, context)).rejects.toMatchObject({ code, retryable, message: expect.stringContaining(`(${how.error})`) });
  });

  it('an unknown key is told by its name', async () => {
    const other = await configuredProvider('aws-kms', { ...settings, kmsKey: UNKNOWN_KEY });
    await expect(other.wrap(rootKey, context)).rejects.toMatchObject({ code: 'key_unusable', message: 'AWS KMS refuses the key of PARLEY_KMS_KEY (NotFoundException)' });
  });

  it('nobody listening is unreachable', async () => {
    const gone = await kmsServer([KEY]);
    await gone.close();
    const other = await configuredProvider('aws-kms', { ...settings, kmsEndpoint: gone.endpoint });
    await expect(other.wrap(rootKey, context)).rejects.toMatchObject({ code: 'key_service_unreachable', retryable: true, message: expect.stringMatching(/^AWS KMS does not answer \(\w+\): PARLEY_KMS_KEY, PARLEY_KMS_ENDPOINT$/) });
  });

  describe('of a database', () => {
    let test: TestDatabase;
    let pool: OpenDatabase;

    beforeAll(async () => {
      kms.behave('works');
      test = await createTestDatabase();
      pool = openDatabase(test.url, 2);
      await test.query('truncate root_keys cascade');
      await createRootKey(pool.database.system(), await rootKeyAccess(settings));
    });
    afterAll(async () => {
      await pool.close();
      await test.close();
    });

    it('is opened through KMS alone; a start waits while KMS is down', async () => {
      const { key } = (await openRootKeys(pool.database.system(), await rootKeyAccess(settings))).current();
      kms.behave({ status: 503, error: 'ServiceUnavailable' });
      const told: string[] = [];
      const started = waitForRootKeys(pool.database.system(), settings, (line) => told.push(line));
      await eventually('waiting', () => told.length > 0);
      kms.behave('works');
      expect((await started).current().key.equals(key)).toBe(true);
      expect(told).toEqual(['Waiting. AWS KMS does not answer (ServiceUnavailable): PARLEY_KMS_KEY, PARLEY_KMS_ENDPOINT']);
    });

    it('is not opened by another key of the same KMS', async () => {
      const other = { ...settings, kmsKey: OTHER_KEY };
      await expect(waitForRootKeys(pool.database.system(), other, () => undefined)).rejects.toMatchObject({ message: expect.stringContaining('PARLEY_KMS_KEY names a key that does not open this database') });
    });
  });
});
