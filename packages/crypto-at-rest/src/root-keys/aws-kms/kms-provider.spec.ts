import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { KmsProvider } from './kms-provider.js';

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

it.each([
  ['an answer', { connect: 1000, answer: 100, together: 60_000 }],
  ['all attempts together', { connect: 1000, answer: 60_000, together: 100 }],
])('a KMS that says nothing is given up after the time limit of %s', async (_what, limits) => {
  const before = { ...process.env };
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'of-a-spec' });
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const provider = new KmsProvider(KEY, `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, limits);
  await expect(provider.wrap(Buffer.alloc(32), { rootKeyId: 'one', environment: 'development' })).rejects.toMatchObject({
    code: 'key_service_unreachable', retryable: true, message: expect.stringMatching(/^AWS KMS does not answer \(\w+\)/),
  });
  silent.close();
  process.env = before;
});
