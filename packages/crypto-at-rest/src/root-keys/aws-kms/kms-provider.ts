import type { KMSClient } from '@aws-sdk/client-kms';
import type { RootKeyContext, RootKeyProvider } from '../root-key-provider.js';
import { kmsFault, noRootKeyInAnswer } from './kms-fault.js';

/** Loaded late: half a second and some megabytes that nobody pays who does not use it. */
const sdk = () => import('@aws-sdk/client-kms');

/** How long is waited for KMS, in milliseconds: for a connection, for an answer, and for all attempts together. */
const LIMITS = { connect: 3000, answer: 5000, together: 12_000 };
const ATTEMPTS = 3;

/** Wraps root keys by a symmetric key of AWS KMS; the context is its encryption context, so that KMS's own log shows it too. */
export class KmsProvider implements RootKeyProvider {
  readonly name = 'aws-kms';
  readonly setting = 'PARLEY_KMS_KEY';

  /** `recipient` is the key's ARN. Asks nobody yet. */
  constructor(
    readonly recipient: string,
    private readonly endpoint: string | undefined,
    private readonly limits = LIMITS,
  ) {}

  async wrap(rootKey: Buffer, context: RootKeyContext): Promise<Buffer> {
    const { EncryptCommand } = await sdk();
    const command = new EncryptCommand({ KeyId: this.recipient, Plaintext: rootKey, EncryptionContext: encryptionContext(context) });
    const { CiphertextBlob } = await this.ask((client, options) => client.send(command, options));
    if (CiphertextBlob === undefined) throw noRootKeyInAnswer();
    return Buffer.from(CiphertextBlob);
  }

  async unwrap(wrapped: Buffer, context: RootKeyContext): Promise<Buffer> {
    const { DecryptCommand } = await sdk();
    const command = new DecryptCommand({ KeyId: this.recipient, CiphertextBlob: wrapped, EncryptionContext: encryptionContext(context) });
    const { Plaintext } = await this.ask((client, options) => client.send(command, options));
    if (Plaintext?.length !== 32) throw noRootKeyInAnswer();
    return Buffer.from(Plaintext);
  }

  /** A client for each question: they are asked at a start and by hand, and one that stays would hold connections. */
  private async ask<T>(question: (client: KMSClient, options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const { KMSClient } = await sdk();
    const { connect, answer, together } = this.limits;
    const client = new KMSClient({
      // Not the machine's AWS_REGION: the key says where it is.
      region: this.recipient.split(':')[3] ?? '',
      ...(this.endpoint !== undefined && { endpoint: this.endpoint }),
      maxAttempts: ATTEMPTS,
      requestHandler: { connectionTimeout: connect, requestTimeout: answer, throwOnRequestTimeout: true },
    });
    try {
      return await question(client, { abortSignal: AbortSignal.timeout(together) });
    } catch (error) {
      throw kmsFault(error);
    } finally {
      client.destroy();
    }
  }
}

const encryptionContext = ({ rootKeyId, environment }: RootKeyContext): Record<string, string> =>
  ({ 'parley:environment': environment, 'parley:root-key': rootKeyId });
