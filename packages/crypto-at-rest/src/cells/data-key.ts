import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** What seals the values of one subject. */
export interface DataKey {
  /**
   * 32 bytes derived from the key: they stand in each of its cells and commit to it, so that no cell opens under two keys
   * ("key commitment"; plain AES-GCM does not promise that).
   */
  readonly id: Buffer;
  /** 32 bytes, the key of AES-256-GCM. */
  readonly secret: Buffer;
}

/** A data key as cells are sealed and opened with it. */
export interface CellKey {
  readonly id: Buffer;
  readonly secret: KeyObject;
}

/**
 * A data key made ready for the cells of one call, and dropped with it. A cipher that is given a Buffer takes 10 µs more,
 * while this takes two: too little to keep such objects, which nobody can zero when a key is to go.
 */
export const cellKey = ({ id, secret }: DataKey): CellKey => ({ id, secret: createSecretKey(secret) });

/** Length in bytes of every symmetric key here. */
export const KEY_BYTES = 32;

/** An empty salt, as HMAC pads it. */
const NO_SALT = createSecretKey(Buffer.alloc(KEY_BYTES));

const hmac = (key: KeyObject, data: Buffer | string): Buffer => createHmac('sha256', key).update(data).digest();

/**
 * Prepares 32 random bytes for use: one key for each purpose, by HKDF with SHA-256 (RFC 5869). Both are expanded from one
 * extraction: with `hkdfSync`, which makes it anew for each, a key that comes into use would take a third longer. The caller
 * keeps the material and zeroes it.
 */
export function dataKey(material: Buffer): DataKey {
  const extracted = hmac(NO_SALT, material);
  const key = createSecretKey(extracted);
  extracted.fill(0);
  const expanded = (purpose: string): Buffer => hmac(key, `parley ${purpose} v1\u0001`);
  return { id: expanded('key id'), secret: expanded('cell') };
}
