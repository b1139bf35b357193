import { hkdfSync } from 'node:crypto';

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

/** Length in bytes of every symmetric key here. */
export const KEY_BYTES = 32;

const derived = (material: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', material, '', `parley ${purpose} v1`, KEY_BYTES));

/** Prepares 32 random bytes for use: one key for each purpose (RFC 5869). The caller keeps the material and zeroes it. */
export const dataKey = (material: Buffer): DataKey => ({ id: derived(material, 'key id'), secret: derived(material, 'cell') });
