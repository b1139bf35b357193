import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/** The nonce that is a number: for keys that seal each number once (NIST SP 800-38D, 8.2.1). */
function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(number, NONCE_BYTES - 4);
  return nonce;
}

/** As JSON, so that no two bindings share one text. */
const bound = (to: readonly string[]): Buffer => Buffer.from(JSON.stringify(to));

/** Ciphertext and tag, in two buffers. `number` must never be used twice with one key. */
export function sealBytes(key: KeyObject, number: number, to: readonly string[], plain: Buffer): [Buffer, Buffer] {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number), { authTagLength: TAG_BYTES }).setAAD(bound(to));
  const sealed = cipher.update(plain);
  cipher.final();
  return [sealed, cipher.getAuthTag()];
}

/** What was sealed, or nothing where it is not that: another key, number or binding, or changed bytes. */
export function openBytes(key: KeyObject, number: number, to: readonly string[], sealed: Buffer): Buffer | undefined {
  if (sealed.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number), { authTagLength: TAG_BYTES }).setAAD(bound(to));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}
