import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { RootKeyError } from '../root-key-error.js';
import { boundTo, type RootKeyContext, type RootKeyProvider } from '../root-key-provider.js';
import { readKeyFile } from './key-file.js';

/** The first byte of what it wraps. */
const VERSION = 1;
const [NONCE_BYTES, TAG_BYTES, KEY_BYTES] = [12, 16, 32];
const WRAPPED_BYTES = 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/** Wraps root keys by AES-256-GCM (NIST SP 800-38D) under a key in a file: version (1 byte), nonce (12), ciphertext (32), tag (16). */
export class FileProvider implements RootKeyProvider {
  readonly name = 'file';
  readonly setting = 'PARLEY_ROOT_KEY_FILE';
  readonly recipient: string;
  private readonly key: Buffer;

  private constructor(material: Buffer) {
    this.recipient = derived(material, 'id', 16).toString('hex');
    this.key = derived(material, 'wrap', KEY_BYTES);
  }

  /** Reads the key file. Raises RootKeyError when it is missing, damaged, or others may read it. */
  static open(path: string): FileProvider {
    const material = readKeyFile(path);
    try {
      return new FileProvider(material);
    } finally {
      material.fill(0);
    }
  }

  async wrap(rootKey: Buffer, context: RootKeyContext): Promise<Buffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(boundTo(context));
    return Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(rootKey), cipher.final(), cipher.getAuthTag()]);
  }

  async unwrap(wrapped: Buffer, context: RootKeyContext): Promise<Buffer> {
    if (wrapped.length !== WRAPPED_BYTES || wrapped[0] !== VERSION) throw foreign();
    const decipher = createDecipheriv('aes-256-gcm', this.key, wrapped.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(context)).setAuthTag(wrapped.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(wrapped.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch (cause) {
      throw foreign(cause);
    }
  }
}

const derived = (material: Buffer, purpose: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', material, '', `parley key file ${purpose} v1`, bytes));

const foreign = (cause?: unknown): RootKeyError =>
  new RootKeyError('root_key_foreign', 'PARLEY_ROOT_KEY_FILE does not open the root key of this database: the wrapped key was changed, or is of another environment', { cause });
