import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { CryptoFault } from '../crypto-fault.js';
import { KEY_BYTES } from '../cells/data-key.js';

const VERSION = 1;
const [NONCE_BYTES, TAG_BYTES] = [12, 16];
/** How long a wrapped key is. */
export const WRAPPED_BYTES = 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/** As JSON, so that no two contexts share one encoding. */
const bound = (context: readonly string[]): Buffer => Buffer.from(JSON.stringify([VERSION, ...context]));

/**
 * Encrypts one key under another, 61 bytes: version, nonce, ciphertext, tag (AES-256-GCM). `context` says whose key it is
 * and must be the same to unwrap it.
 */
export function wrapKey(under: Buffer, key: Buffer, context: readonly string[]): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(under), nonce).setAAD(bound(context));
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** The key again, for the caller to zero. Raises CryptoFault `key_unreadable` under another key or context, `unknown_version`. */
export function unwrapKey(under: Buffer, wrapped: Buffer, context: readonly string[]): Buffer {
  if (wrapped.length !== WRAPPED_BYTES) throw new CryptoFault('key_unreadable');
  if (wrapped[0] !== VERSION) throw new CryptoFault('unknown_version');
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(under), wrapped.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(bound(context)).setAuthTag(wrapped.subarray(-TAG_BYTES));
  const key = decipher.update(wrapped.subarray(1 + NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
    return key;
  } catch {
    // Where only the tag was changed this is the key.
    key.fill(0);
    throw new CryptoFault('key_unreadable');
  }
}
