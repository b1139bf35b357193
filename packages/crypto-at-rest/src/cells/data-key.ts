import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

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

/** A data key as cells are opened with it. */
export interface OpeningKey {
  readonly id: Buffer;
  readonly secret: Buffer | KeyObject;
}

/** The same key, to open many cells with: of a Buffer each call would make a KeyObject of its own, which costs more than the cell. */
export const forMany = ({ id, secret }: DataKey): OpeningKey => ({ id, secret: createSecretKey(secret) });

/** Length in bytes of every symmetric key here. */
export const KEY_BYTES = 32;

const derived = (material: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', material, '', `parley ${purpose} v1`, KEY_BYTES));

/** Prepares 32 random bytes for use: one key for each purpose (RFC 5869). The caller keeps the material and zeroes it. */
export const dataKey = (material: Buffer): DataKey => ({ id: derived(material, 'key id'), secret: derived(material, 'cell') });
