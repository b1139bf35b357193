import { timingSafeEqual } from 'node:crypto';
import { RootKeyError } from '../root-key-error.js';
import type { RootKeyContext, RootKeyProvider } from '../root-key-provider.js';
import { hashOf, wrapForRecovery } from './recovery-recipient.js';

const IDENTITY = /^AGE-SECRET-KEY-1[0-9A-Z]+$/;
const [HASH_BYTES, KEY_BYTES] = [32, 32];

/** Loaded late: only who makes or uses a recovery key pays for it. */
const age = () => import('age-encryption');

/**
 * An age X25519 identity (age-encryption.org/v1) that lies offline, and its recipient, which wraps without it. An age file
 * binds nothing beside its content, so the content is the context's SHA-256 (32 bytes) before the root key (32).
 */
export class RecoveryKey implements RootKeyProvider {
  readonly name = 'recovery';
  readonly setting = 'The recovery key';

  private constructor(
    readonly recipient: string,
    private readonly identity: string,
  ) {}

  /** Makes one. Its identity is to be shown once and kept nowhere. */
  static async generate(): Promise<{ key: RecoveryKey; identity: string }> {
    const identity = await (await age()).generateX25519Identity();
    return { key: await RecoveryKey.parse(identity), identity };
  }

  /** Reads what `age-keygen` and `parley keys recovery create` write: the identity on a line of its own, comments beside it. Raises RootKeyError. */
  static async parse(text: string): Promise<RecoveryKey> {
    const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
    const [identity, ...more] = lines;
    if (identity === undefined || more.length > 0 || !IDENTITY.test(identity)) throw noIdentity();
    try {
      return new RecoveryKey(await (await age()).identityToRecipient(identity), identity);
    } catch (cause) {
      throw noIdentity(cause);
    }
  }

  async wrap(rootKey: Buffer, context: RootKeyContext): Promise<Buffer> {
    return wrapForRecovery(this.recipient, rootKey, context);
  }

  async unwrap(wrapped: Buffer, context: RootKeyContext): Promise<Buffer> {
    const content = await this.decrypt(wrapped);
    if (content.length !== HASH_BYTES + KEY_BYTES || !timingSafeEqual(content.subarray(0, HASH_BYTES), hashOf(context))) throw foreign();
    return content.subarray(HASH_BYTES);
  }

  private async decrypt(wrapped: Buffer): Promise<Buffer> {
    const decrypter = new (await age()).Decrypter();
    decrypter.addIdentity(this.identity);
    try {
      return Buffer.from(await decrypter.decrypt(wrapped));
    } catch (cause) {
      throw foreign(cause);
    }
  }
}

const noIdentity = (cause?: unknown): RootKeyError =>
  new RootKeyError('key_unusable', 'The input holds no recovery key: one line that begins with AGE-SECRET-KEY-1', { cause });

const foreign = (cause?: unknown): RootKeyError =>
  new RootKeyError('root_key_foreign', 'The recovery key does not open the root key of this database: the wrapped key was changed, or is of another environment', { cause });
