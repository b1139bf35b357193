import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { CryptoFault } from '../crypto-fault.js';

/** Bytes of a segment before it is sealed; the last one may have fewer. */
export const SEGMENT_BYTES = 65_536;
const [NONCE_BYTES, TAG_BYTES] = [12, 16];

/** Bytes of a sealed segment. */
export const SEALED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES;

/** What all segments of one file have in common: its key, and what they are bound to. */
export interface SegmentKey {
  readonly secret: KeyObject;
  readonly additionalData: Buffer;
}

/** Which segment of a file: its number from 0 on, and whether none comes after it. */
export interface SegmentPlace {
  readonly nth: number;
  readonly last: boolean;
}

/** AES-256-GCM with the segment's place as its nonce, as STREAM does (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance"). */
export function sealSegment({ secret, additionalData }: SegmentKey, place: SegmentPlace, content: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', secret, nonceOf(place)).setAAD(additionalData);
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([sealed, cipher.getAuthTag()]);
}

/** Raises CryptoFault for what `sealSegment` did not seal for this place. */
export function openSegment({ secret, additionalData }: SegmentKey, place: SegmentPlace, sealed: Buffer): Buffer {
  if (sealed.length < TAG_BYTES) throw new CryptoFault('truncated');
  const decipher = createDecipheriv('aes-256-gcm', secret, nonceOf(place), { authTagLength: TAG_BYTES }).setAAD(additionalData);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const content = decipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    throw new CryptoFault('not_authentic');
  }
  return content;
}

/** Eleven bytes of number, one that says whether it is the last. The key is one file's alone, so that no nonce comes twice. */
function nonceOf({ nth, last }: SegmentPlace): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(nth, NONCE_BYTES - 7, 6);
  nonce[NONCE_BYTES - 1] = last ? 1 : 0;
  return nonce;
}

/** How many bytes `size` bytes are once they are sealed. */
export const sealedFileSize = (size: number): number => size + (lastSegmentOf(size) + 1) * TAG_BYTES;

/** The number of the last segment; a file without content has one too. */
export const lastSegmentOf = (size: number): number => Math.max(0, Math.ceil(size / SEGMENT_BYTES) - 1);
